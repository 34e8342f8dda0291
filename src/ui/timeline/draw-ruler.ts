import { formatTimecode, indexAtOrBefore } from '../../state/index.ts';
import type { TimelinePalette } from './palette.ts';
import { xOf, yOf, type TimelineLayout } from './layout.ts';

const steps = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800,
  3600, 7200,
];

/** Time ticks, the probability grid, and a tick for each frame once frames are wide enough to tell apart. */
export function drawRuler(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  palette: TimelinePalette,
  frameTimes: Float64Array | null,
): void {
  const { left, right, visible, rulerHeight, curveBottom } = layout;
  context.font = palette.font;
  context.textBaseline = 'middle';
  drawGrid(context, layout, palette);
  if (frameTimes) drawFrames(context, layout, palette, frameTimes);
  const perPixel = (visible.to - visible.from) / (right - left);
  const step = steps.find((candidate) => candidate / perPixel >= 92) ?? 7200;
  context.textAlign = 'left';
  for (let tick = Math.ceil(visible.from / step); tick * step <= visible.to; tick++) {
    const x = Math.round(xOf(layout, tick * step)) + 0.5;
    context.fillStyle = palette.line;
    context.fillRect(x - 0.5, rulerHeight - 7, 1, curveBottom - rulerHeight + 7);
    const text = tickText(tick * step, step);
    if (x + 4 + context.measureText(text).width > right + 8) continue;
    context.fillStyle = palette.faint;
    context.fillText(text, x + 4, rulerHeight / 2 + 1);
  }
}

function drawGrid(context: CanvasRenderingContext2D, layout: TimelineLayout, palette: TimelinePalette): void {
  context.textAlign = 'right';
  for (const probability of [0, 0.5, 1]) {
    const y = Math.round(yOf(layout, probability)) + 0.5;
    context.fillStyle = palette.line;
    context.fillRect(layout.left, y - 0.5, layout.right - layout.left, 1);
    context.fillStyle = palette.faint;
    context.fillText(probability === 0.5 ? '0.5' : `${probability}`, layout.left - 8, y);
  }
}

function drawFrames(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  palette: TimelinePalette,
  times: Float64Array,
): void {
  const { left, right, visible, rulerHeight } = layout;
  const perFrame = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / Math.max(1, times.length - 1);
  if (perFrame <= 0 || (perFrame / (visible.to - visible.from)) * (right - left) < 5) return;
  context.fillStyle = palette.faint;
  for (let frame = indexAtOrBefore(times, visible.from); frame < times.length; frame++) {
    const time = times[frame] as number;
    if (time > visible.to) break;
    if (time >= visible.from) context.fillRect(Math.round(xOf(layout, time)), rulerHeight - 4, 1, 4);
  }
}

/** As short as the step allows: '1:05', '1:00:30', '12.40'. */
function tickText(seconds: number, step: number): string {
  const [hours, minutes, rest] = formatTimecode(seconds).split(':') as [string, string, string];
  const decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
  const tail = decimals === 0 ? rest.slice(0, 2) : rest.slice(0, 3 + decimals);
  return Number(hours) > 0 ? `${Number(hours)}:${minutes}:${tail}` : `${Number(minutes)}:${tail}`;
}
