import { expect, test } from 'vitest';
import { detectEvents, LiveAlarm, type AlarmChange } from '../../../src/analysis/pure.ts';
import { seededRandom } from '../../../src/base/index.ts';
import type { EventSettings, ProbabilityTrack } from '../../../src/contract/index.ts';

const labels = ['Fire', 'Fighting', 'Normal'];

function trackOf(rows: readonly (readonly [time: number, ...values: number[]])[]): ProbabilityTrack {
  return {
    kind: 'probabilities',
    labels,
    timestamps: Float64Array.from(rows, ([time]) => time),
    values: Float32Array.from(rows.flatMap(([, ...values]) => values)),
  };
}

function rowsOf(track: ProbabilityTrack, from: number, to: number): ProbabilityTrack {
  const columns = track.labels.length;
  return {
    ...track,
    timestamps: track.timestamps.slice(from, to),
    values: track.values.slice(from * columns, to * columns),
  };
}

/** Smoothed by what came before alone, written without a running state: the reference for the alarm's own. */
function smoothedBack(track: ProbabilityTrack, halfLife: number): ProbabilityTrack {
  const columns = track.labels.length;
  const values = track.values.map((_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let [sum, weight] = [0, 0];
    for (let other = 0; other <= row; other++) {
      const age = (track.timestamps[row] as number) - (track.timestamps[other] as number);
      const share = halfLife > 0 ? 0.5 ** (age / halfLife) : Number(age === 0);
      sum += share * (track.values[other * columns + column] as number);
      weight += share;
    }
    return sum / weight;
  });
  return { ...track, values };
}

/** Slow waves with noise, so that spans of all lengths and gaps come about. */
function wavyTrack(seed: number, rows: number, isUneven: boolean): ProbabilityTrack {
  const random = seededRandom(seed);
  let time = 1;
  return trackOf(
    Array.from({ length: rows }, (_, n) => {
      time += isUneven ? 0.5 + random() : 1;
      const fire = Math.min(1, Math.max(0, 0.5 + 0.45 * Math.sin(n / 3 + seed) + 0.3 * (random() - 0.5)));
      const fight = Math.min(1, Math.max(0, random() * 1.2 - 0.1));
      return [time, fire, fight, 1 - fire];
    }),
  );
}

function settingsOf(seed: number, halfLife: number): EventSettings {
  const random = seededRandom(seed + 1000);
  const rule = () => {
    const enter = 0.4 + 0.5 * random();
    const [exit, minDuration, maxGap] = [enter * (0.5 + 0.5 * random()), 3 * random(), 4 * random()];
    return { enter, exit, minDuration, maxGap };
  };
  return { halfLife, hysteresis: { Fire: rule(), Fighting: rule() } };
}

const keyOf = ({ alert: { label, start, end, peak, score } }: AlarmChange) =>
  `${label} ${start.toFixed(6)} ${end.toFixed(6)} ${peak.toFixed(6)} ${score.toFixed(6)}`;

test('alerts that have ended are the events of the track smoothed by what came before, over 300 tracks', () => {
  let ended = 0;
  for (let seed = 0; seed < 300; seed++) {
    const halfLife = [0, 0.7, 2][seed % 3] as number;
    const track = wavyTrack(seed, 120, seed % 2 === 1);
    const settings = settingsOf(seed, halfLife);
    // A span must be judged by its true length, which on uneven rows is known a row later.
    const rules = Object.entries(settings.hysteresis).map(([label, rule]) => [
      label,
      seed % 2 === 1 ? { ...rule, minDuration: 0 } : rule,
    ]);
    const used = { ...settings, hysteresis: Object.fromEntries(rules) };
    const alarm = new LiveAlarm();
    const changes = Array.from({ length: 120 }, (_, row) =>
      alarm.step(rowsOf(track, row, row + 1), used),
    ).flat();
    changes.push(...alarm.end());
    const found = changes.filter(({ kind }) => kind === 'ended').map(keyOf);
    // How far the very first row reaches back is not known before the second one: half a second by the rule.
    const [first, before, last] = [0, 118, 119].map((row) => track.timestamps[row] as number) as [
      number,
      number,
      number,
    ];
    const extent = { start: first - 0.5, end: last + (last - before) / 2 };
    const expected = detectEvents(smoothedBack(track, halfLife), used.hysteresis, extent).map((event) =>
      keyOf({ kind: 'ended', alert: { ...event, isOpen: false } }),
    );
    expect(found.toSorted()).toEqual(expected.toSorted());
    ended += found.length;
  }
  // So that the test cannot pass on tracks without events.
  expect(ended).toBeGreaterThan(1000);
});

test('an alert is raised at the first row at which the events so far hold it', () => {
  for (let seed = 0; seed < 60; seed++) {
    const track = wavyTrack(seed, 60, false);
    const { hysteresis } = settingsOf(seed, 0);
    const alarm = new LiveAlarm();
    const open = new Set<string>();
    for (let row = 0; row < 60; row++) {
      const known = new Set(
        detectEvents(rowsOf(track, 0, row + 1), hysteresis).map(({ label, start }) => `${label} ${start}`),
      );
      const changes = alarm.step(rowsOf(track, row, row + 1), { halfLife: 0, hysteresis });
      for (const { kind, alert } of changes) {
        const key = `${alert.label} ${alert.start}`;
        if (kind !== 'raised') continue;
        expect(known.has(key)).toBe(true);
        open.add(key);
      }
      expect([...known].filter((key) => !open.has(key))).toEqual([]);
    }
  }
});

test('one alert for a flickering event, and nothing for a flash', () => {
  const rule = { enter: 0.6, exit: 0.3, minDuration: 2, maxGap: 2 };
  const settings = { halfLife: 0, hysteresis: { Fire: rule } };
  const values = [0.1, 0.9, 0.1, 0.1, 0.1, 0.7, 0.4, 0.35, 0.1, 0.8, 0.9, 0.1, 0.1, 0.1, 0.1];
  const alarm = new LiveAlarm();
  const changes = alarm.step(trackOf(values.map((value, n) => [n, value, 0, 1 - value])), settings);
  expect(changes.map(({ kind, alert }) => [kind, alert.start, alert.end, alert.peak])).toEqual([
    ['raised', 4.5, 6.5, 5],
    ['grown', 4.5, 7.5, 5],
    ['grown', 4.5, 9.5, 9],
    ['grown', 4.5, 10.5, 10],
    ['ended', 4.5, 10.5, 10],
  ]);
});

test('thresholds may move while an alert is open', () => {
  const settings = (enter: number) => ({
    halfLife: 0,
    hysteresis: { Fire: { enter, exit: enter / 2, minDuration: 0, maxGap: 0 } },
  });
  const alarm = new LiveAlarm();
  const step = (time: number, value: number, enter: number) =>
    alarm.step(trackOf([[time, value, 0, 1 - value]]), settings(enter)).map(({ kind }) => kind);
  expect(step(0, 0.4, 0.8)).toEqual([]);
  expect(step(1, 0.4, 0.3)).toEqual(['raised']);
  expect(step(2, 0.4, 0.3)).toEqual(['grown']);
  expect(step(3, 0.4, 0.95)).toEqual(['ended']);
  expect(step(4, 0.4, 0.95)).toEqual([]);
});
