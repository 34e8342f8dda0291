import { expect, test } from 'vitest';
import type { Alert, AlarmChange } from '../../../../src/analysis/pure.ts';
import type { ProbabilityTrack } from '../../../../src/contract/index.ts';
import type { AlertSignals } from '../../../../src/state/live/alert-signals.ts';
import { LiveAlerts, mostAlerts } from '../../../../src/state/live/live-alerts.svelte.ts';
import { LiveCurve, liveSpan } from '../../../../src/state/live/live-curve.svelte.ts';
import { LiveSettings } from '../../../../src/state/live/live-settings.svelte.ts';
import type { EventTuning } from '../../../../src/state/event-tuning.svelte.ts';
import { describeSource, describeWindow, formatDelay } from '../../../../src/ui/live/describe-live.ts';

function desk(stored: unknown = undefined) {
  const told: string[] = [];
  const signals: AlertSignals = {
    allowSound: () => told.push('allow'),
    beep: () => told.push('beep'),
    allowNotifications: async () => true,
    notify: (title) => told.push(title),
  };
  const kept = new Map<string, unknown>([['live', stored]]);
  const settings = new LiveSettings({
    get: async (key) => kept.get(key),
    put: (key, value) => void kept.set(key, value),
  });
  return { told, kept, settings, alerts: new LiveAlerts(signals, settings) };
}

const alert = (start: number, end: number, part: Partial<Alert> = {}): Alert => ({
  label: 'Fire',
  start,
  end,
  peak: start,
  score: 0.7,
  isOpen: true,
  ...part,
});
const change = (kind: AlarmChange['kind'], changed: Alert): AlarmChange => ({ kind, alert: changed });

test('an alert is told once, grows, ends, and is seen', () => {
  const { told, settings, alerts } = desk();
  settings.set('hasSound', true);
  settings.set('hasNotification', true);
  const raised = alerts.apply([change('raised', alert(3, 5))], 1_000_000, 1_005_500);
  expect(raised).toMatchObject([{ id: 1, startedAt: 1_003_000, raisedAt: 1_005_500, isAcknowledged: false }]);
  alerts.apply([change('grown', alert(3, 6, { score: 0.9 }))], 1_000_000, 0);
  alerts.apply([change('ended', alert(3, 6, { score: 0.9, isOpen: false }))], 1_000_000, 0);
  expect(alerts.list).toMatchObject([{ id: 1, end: 6, score: 0.9, isOpen: false, startedAt: 1_003_000 }]);
  expect(told).toEqual(['beep', 'Fire 0.70']);
  expect(alerts.unseen.length).toBe(1);
  alerts.acknowledge(1);
  expect(alerts.unseen).toEqual([]);
});

test('muted, neither sound nor notification is made; the list goes on', () => {
  const { told, settings, alerts } = desk();
  settings.set('hasSound', true);
  settings.set('hasNotification', true);
  alerts.mute(true);
  alerts.apply([change('raised', alert(3, 5))], 0, 0);
  expect(told).toEqual([]);
  expect(alerts.unseen.length).toBe(1);
});

test('the list of alerts and the curve keep their bounds over a day', () => {
  const { alerts } = desk();
  const tuning = { settings: { halfLife: 1, hysteresis: {} } } as unknown as EventTuning;
  const curve = new LiveCurve(tuning);
  let most = 0;
  for (let second = 0; second < 86_400; second++) {
    const rows: ProbabilityTrack = {
      kind: 'probabilities',
      labels: ['Fire', 'Normal'],
      timestamps: Float64Array.of(second + 0.5),
      values: Float32Array.of(0.25, 0.75),
    };
    curve.append(rows, second + 1);
    most = Math.max(most, curve.track?.timestamps.length ?? 0);
    if (second % 60 === 0) alerts.apply([change('raised', alert(second, second + 1))], 0, 0);
  }
  expect(most).toBeLessThanOrEqual(liveSpan + 61);
  expect(curve.track?.timestamps.length).toBeGreaterThanOrEqual(liveSpan);
  expect(curve.track?.timestamps.at(-1)).toBe(86_399.5);
  expect(curve.track?.values.length).toBe((curve.track?.timestamps.length ?? 0) * 2);
  expect(alerts.list.length).toBe(mostAlerts);
  expect(alerts.list[0]?.start).toBe(86_340);
});

test('settings are found again, and what is not allowed is passed over', async () => {
  const { settings, kept } = desk({ preRoll: 4, postRoll: 900, hasSound: 'yes', other: 1 });
  await settings.load();
  expect(settings.values).toMatchObject({ preRoll: 4, postRoll: 5, hasSound: false });
  settings.set('preRoll', Number.NaN);
  expect(settings.values.preRoll).toBe(4);
  settings.set('preRoll', 0);
  expect(kept.get('live')).toMatchObject({ preRoll: 0 });
});

test('the words beside the picture', () => {
  expect([3, 994, 995, 12_340].map(formatDelay)).toEqual(['3 ms', '994 ms', '1.0 s', '12.3 s']);
  const model = { head: { kind: 'hybrid', model: '', window: 8, hop: 4 }, sampling: { fps: 4 } } as const;
  expect(describeWindow(model)).toContain('after 2.0 to 3.0 s');
  const capture = { time: 1, pictures: 9, rate: 29.7, width: 640, height: 360, silence: 0, recording: null };
  expect(describeSource({ status: 'running', kind: 'camera', title: 'Yard', capture })).toEqual([
    'Yard',
    '640 × 360',
    '30 pictures a second',
  ]);
  expect(describeSource({ status: 'stopped', kind: 'screen', title: 'x', capture })).toEqual([
    'Stopped',
    'Screen',
  ]);
});
