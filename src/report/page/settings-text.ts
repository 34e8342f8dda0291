import type { EventSettings } from '../../contract/index.ts';

/** 'Smoothing half-life 1 s. Fire: opens at 0.54, closes below 0.324, at least 1 s, gaps up to 2 s. …' */
export function describeSettings({ halfLife, hysteresis }: EventSettings): string {
  const rules = Object.keys(hysteresis)
    .sort()
    .map((label) => {
      const rule = hysteresis[label] as EventSettings['hysteresis'][string];
      return `${label}: opens at ${short(rule.enter)}, closes below ${short(rule.exit)}, at least ${short(rule.minDuration)} s, gaps up to ${short(rule.maxGap)} s.`;
    });
  return [`Smoothing half-life ${short(halfLife)} s.`, ...rules].join(' ');
}

/** At most four digits after the point, none of them needless. */
function short(value: number): string {
  return String(Number(value.toFixed(4)));
}
