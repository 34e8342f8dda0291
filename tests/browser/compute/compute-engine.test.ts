import { afterEach, expect, test } from 'vitest';
import { detachedTask } from '../../../src/base/index.ts';
import { ComputeEngine, tf } from '../../../src/compute/index.ts';

afterEach(() => {
  expect(tf.memory().numTensors).toBe(0);
});

test.each(['cpu', 'wasm', 'webgpu'] as const)(
  '%s passes the self-test, forward and gradient',
  async (backend) => {
    const engine = await ComputeEngine.start(backend, detachedTask());
    expect(engine.report.backend).toBe(backend);
    expect(engine.report.selfTest.forwardError).toBeLessThan(1e-4);
    expect(engine.report.selfTest.gradientError).toBeLessThan(1e-4);
  },
);

test('auto passes over a software WebGPU adapter and says so', async () => {
  const { report } = await ComputeEngine.start('auto', detachedTask());
  expect(report.backend).toBe('wasm');
  expect(report.rejected).toEqual([{ backend: 'webgpu', reason: expect.stringContaining('software') }]);
});

test('a lost device is rebuilt once, and the second loss is an error', async () => {
  const engine = await ComputeEngine.start('webgpu', detachedTask());
  const destroy = () => (tf.backend() as unknown as { device: GPUDevice }).device.destroy();
  destroy();
  await expect.poll(() => engine.lost).toBe(true);
  await engine.rebuild();
  expect(engine.lost).toBe(false);
  const sum = tf.tidy(() => tf.sum(tf.ones([8])));
  expect((await sum.data())[0]).toBe(8);
  sum.dispose();
  destroy();
  await expect.poll(() => engine.lost).toBe(true);
  await expect(engine.rebuild()).rejects.toMatchObject({ code: 'device-lost' });
});
