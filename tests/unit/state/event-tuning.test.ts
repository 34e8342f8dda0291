import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CaseSettings, ModelManifest } from '../../../src/contract/index.ts';
import { EventTuning, visitSettings } from '../../../src/state/event-tuning.svelte.ts';
import { manifest } from './fakes.ts';

const other = { ...manifest, id: 'other-model' } as ModelManifest;
const noise = { eventsByModel: {}, presets: [] };

let settled: [what: string, value: unknown][];
let tuning: EventTuning;

beforeEach(async () => {
  vi.useFakeTimers();
  settled = [];
  tuning = new EventTuning();
  tuning.onSettled = (what, value) => settled.push([what, value]);
  await tuning.adopt(manifest);
});

afterEach(() => {
  vi.useRealTimers();
});

describe('values', () => {
  test('start from the model’s, without Normal', () => {
    expect(tuning.labels).toEqual(['Accident', 'Burglary', 'Fighting', 'Fire', 'Shooting']);
    expect(tuning.isChanged).toBe(false);
    expect(tuning.inForce).toBe('The model’s own');
  });

  test('exit follows enter down and enter follows exit up', () => {
    tuning.set('Fire', 'enter', 0.2);
    expect(tuning.settings.hysteresis['Fire']).toMatchObject({ enter: 0.2, exit: 0.2 });
    tuning.set('Fire', 'exit', 0.8);
    expect(tuning.settings.hysteresis['Fire']).toMatchObject({ enter: 0.8, exit: 0.8 });
    expect(tuning.isChanged).toBe(true);
    expect(tuning.inForce).toBeNull();
  });

  test('a number that is none, or an unknown class, changes nothing', () => {
    tuning.set('Fire', 'enter', Number.NaN);
    tuning.set('Normal', 'enter', 0.1);
    expect(tuning.isChanged).toBe(false);
  });
});

describe('the case', () => {
  test('a drag over many pixels is kept and told once, when it rests', () => {
    const keeper = visitSettings();
    tuning.useCase(keeper);
    for (let at = 60; at >= 20; at--) {
      tuning.set('Fire', 'enter', at / 100);
      vi.advanceTimersByTime(30);
    }
    expect(settled).toEqual([]);
    expect(keeper.get()).toEqual(noise);
    vi.advanceTimersByTime(400);
    expect(settled).toHaveLength(1);
    expect(settled[0]).toMatchObject(['events', { model: 'vigil-test' }]);
    expect(keeper.get().eventsByModel['vigil-test']?.hysteresis['Fire']?.enter).toBe(0.2);
  });

  test('a slider that comes back to where it was is no change', () => {
    tuning.set('Fire', 'enter', 0.5);
    tuning.set('Fire', 'enter', 0.6);
    vi.advanceTimersByTime(1000);
    expect(settled).toEqual([]);
  });

  test('values belong to a case and a model, and are found again', async () => {
    const [first, second] = [visitSettings(), visitSettings()];
    tuning.useCase(first);
    tuning.setHalfLife(2.5);
    // What has not come to rest goes to the case that it was meant for.
    tuning.useCase(second);
    expect(tuning.settings.halfLife).toBe(0);
    expect(second.get()).toEqual(noise);
    tuning.useCase(first);
    expect(tuning.settings.halfLife).toBe(2.5);
    await tuning.adopt(other);
    expect(tuning.settings.halfLife).toBe(0);
    await tuning.adopt(manifest);
    expect(tuning.settings.halfLife).toBe(2.5);
  });

  test('nonsense in a stored case gives way to the model’s values', () => {
    const broken = { eventsByModel: { 'vigil-test': { halfLife: 'soft', hysteresis: {} } }, presets: [] };
    tuning.useCase({ get: () => broken as unknown as CaseSettings, put: () => undefined });
    expect(tuning.isChanged).toBe(false);
  });
});

describe('presets', () => {
  test('“Look at more” only ever lowers a threshold, and keeps exit below enter', () => {
    const [, more] = tuning.builtIn;
    tuning.apply(more as NonNullable<typeof more>);
    for (const { enter, exit } of Object.values(tuning.settings.hysteresis)) {
      expect(enter).toBe(0.4);
      expect(exit).toBeCloseTo(0.24);
    }
    expect(tuning.inForce).toBe('Look at more');
    expect(settled).toHaveLength(1);
    tuning.set('Fire', 'enter', 0.3);
    const low = { ...manifest, thresholds: tuning.settings.hysteresis } as ModelManifest;
    void tuning.adopt(low);
    const [, lower] = tuning.builtIn;
    expect(lower?.settings.hysteresis['Fire']?.enter).toBe(0.3);
  });

  test('figures are given only for the model that was measured', async () => {
    expect(tuning.builtIn.map(({ measured }) => measured)).toEqual([null, null]);
    await tuning.adopt({ ...manifest, id: 'vigil-2' } as ModelManifest);
    expect(tuning.builtIn.every(({ measured }) => measured?.startsWith('On 121 test clips'))).toBe(true);
  });

  test('a person’s own is kept with the case, for its model alone, replaced by name and forgotten', async () => {
    const keeper = visitSettings();
    tuning.useCase(keeper);
    tuning.set('Fire', 'enter', 0.5);
    tuning.keepPreset('  Night ');
    tuning.keepPreset('   ');
    expect(tuning.presets.map(({ name }) => name)).toEqual(['Night']);
    expect(tuning.inForce).toBe('Night');
    tuning.setHalfLife(3);
    tuning.keepPreset('Night');
    expect(keeper.get().presets).toMatchObject([{ name: 'Night', settings: { halfLife: 3 } }]);
    await tuning.adopt(other);
    expect(tuning.presets).toEqual([]);
    tuning.forgetPreset('Night');
    await tuning.adopt(manifest);
    expect(tuning.presets).toHaveLength(1);
    tuning.forgetPreset('Night');
    expect(keeper.get().presets).toEqual([]);
    expect(settled.map(([what]) => what)).toContain('preset');
  });
});
