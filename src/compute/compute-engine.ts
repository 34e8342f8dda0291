import { AppError, messageOf, type Task } from '../base/index.ts';
import type { BackendChoice, BackendName, BackendReport, SelfTestReport } from '../contract/index.ts';
import { findAdapter } from './adapter.ts';
import { runSelfTest } from './self-test.ts';
import { prepareTensorflow, tf } from './tensorflow.ts';

type Rejection = BackendReport['rejected'][number];

const preference: readonly BackendName[] = ['webgpu', 'wasm', 'cpu'];
const startTimeoutMs = 60_000;

/**
 * The TensorFlow.js backend in use: the quickest that exists here and whose arithmetic agrees with the stored
 * reference. Never changes silently: {@link report} says what runs and what was passed over.
 */
export class ComputeEngine {
  #report: BackendReport;
  #lost = false;
  #rebuilds = 0;

  private constructor(report: BackendReport) {
    this.#report = report;
    this.#watchDevice();
  }

  /**
   * Starts the chosen backend. With 'auto' the first of webgpu, wasm, cpu that exists and passes the self-test; a
   * software WebGPU adapter counts as no GPU, unless 'webgpu' is chosen by name.
   * @throws AppError 'backend-unavailable' when the choice (or, with 'auto', every backend) fails.
   */
  static async start(choice: BackendChoice, task: Task): Promise<ComputeEngine> {
    prepareTensorflow();
    const rejected: Rejection[] = [];
    for (const backend of choice === 'auto' ? preference : [choice]) {
      task.signal.throwIfAborted();
      try {
        const device = await activate(backend, choice === backend);
        const selfTest = await runSelfTest();
        assertAgrees(selfTest);
        return new ComputeEngine({ backend, device, rejected, selfTest });
      } catch (error) {
        rejected.push({ backend, reason: messageOf(error) });
      }
    }
    const reasons = rejected.map(({ backend, reason }) => `${backend}: ${reason}`).join(' ');
    throw new AppError('backend-unavailable', `No usable compute backend. ${reasons}`, {
      remedy:
        choice === 'auto' ? 'Use a browser with WebAssembly.' : 'Choose the backend "auto" in Settings.',
    });
  }

  get report(): BackendReport {
    return this.#report;
  }

  /** The GPU was reset or taken away: tensors on it are gone until {@link rebuild}. */
  get lost(): boolean {
    return this.#lost;
  }

  /**
   * Makes a new device after a loss; whoever holds weights must upload them again.
   * @throws AppError 'device-lost' at the second loss.
   */
  async rebuild(): Promise<void> {
    if (this.#rebuilds > 0) {
      throw new AppError('device-lost', 'The graphics device was lost twice.', {
        remedy: 'Choose the WebAssembly backend in Settings and analyse again.',
      });
    }
    this.#rebuilds++;
    const { backend } = this.#report;
    const factory = tf.findBackendFactory(backend);
    tf.removeBackend(backend);
    tf.registerBackend(backend, factory);
    const device = await activate(backend, true);
    this.#report = { ...this.#report, device, selfTest: await runSelfTest() };
    this.#lost = false;
    this.#watchDevice();
  }

  #watchDevice(): void {
    if (this.#report.backend !== 'webgpu') return;
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    void device.lost.then(() => {
      this.#lost = true;
    });
  }
}

/** Makes `backend` current and says what it runs on. */
async function activate(backend: BackendName, byName: boolean): Promise<string> {
  const device = await describe(backend, byName);
  // The WASM backend can wait for ever when its binary does not start; a limit turns that into a reason.
  const started = await Promise.race([tf.setBackend(backend), timeout()]);
  if (!started) throw new Error('it did not start.');
  await tf.ready();
  return device;
}

async function describe(backend: BackendName, byName: boolean): Promise<string> {
  switch (backend) {
    case 'webgpu': {
      const adapter = await findAdapter();
      if (!adapter) throw new Error('this browser offers no WebGPU adapter.');
      if (adapter.software && !byName)
        throw new Error(`the adapter (${adapter.description}) is software, not a GPU.`);
      return `WebGPU, ${adapter.description}${adapter.software ? ' (software)' : ''}`;
    }
    case 'wasm': {
      if (typeof WebAssembly === 'undefined') throw new Error('this browser has no WebAssembly.');
      const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
      return simd ? 'WebAssembly SIMD, 1 thread' : 'WebAssembly, 1 thread';
    }
    case 'cpu':
      return 'plain JavaScript (slow)';
  }
}

function assertAgrees({ forwardError, gradientError, tolerance }: SelfTestReport): void {
  if (forwardError <= tolerance && gradientError <= tolerance) return;
  throw new Error(
    `its self-test is off by ${forwardError.toExponential(1)} forward and ${gradientError.toExponential(1)} in the gradient.`,
  );
}

function timeout(): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), startTimeoutMs));
}
