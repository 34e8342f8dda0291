import { Chart, registerables, type ChartConfiguration } from 'chart.js';
import type { ChartTheme } from '../chart-theme.ts';
import { SvgPen } from './svg-pen.ts';

export type MakeChart = (theme: ChartTheme) => ChartConfiguration;

Chart.register(...registerables);

/** Puts a chart on a canvas, in the colours and the font of the page. */
export function drawChart(
  canvas: HTMLCanvasElement,
  make: MakeChart,
  theme: ChartTheme,
  size: 'fixed' | 'flowing',
): Chart {
  Chart.defaults.font.family = theme.font;
  Chart.defaults.font.size = 11;
  Chart.defaults.color = theme.faint;
  Chart.defaults.borderColor = theme.line;
  const made = make(theme);
  const own = { animation: false, responsive: size === 'flowing', maintainAspectRatio: false } as const;
  return new Chart(canvas, { ...made, options: { ...own, ...made.options } });
}

/** The same chart as an SVG document, drawn off the page. */
export function chartSvg(
  make: MakeChart,
  theme: ChartTheme,
  label: string,
  width = 960,
  height = 400,
): string {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const ruler = document.createElement('canvas').getContext('2d');
  if (ruler === null) return '';
  const chart = drawChart(canvas, (given) => withoutPathCache(make(given)), theme, 'fixed');
  const pen = new SvgPen(canvas, ruler, width, height);
  // The context is kept in the chart, in its boxes (axes, legend) and in the controller of each dataset.
  const drawn = chart as unknown as { ctx: unknown; boxes: { ctx?: unknown }[] };
  drawn.ctx = pen;
  for (const box of drawn.boxes) if ('ctx' in box) box.ctx = pen;
  chart.data.datasets.forEach((_, k) => {
    (chart.getDatasetMeta(k).controller as unknown as { _ctx: unknown })._ctx = pen;
  });
  try {
    chart.draw();
    return pen.toSvg(theme.surface, label);
  } finally {
    drawn.ctx = canvas.getContext('2d');
    chart.destroy();
  }
}

/** A line that may be styled by segment is drawn point by point, and not kept as an opaque Path2D. */
function withoutPathCache(made: ChartConfiguration): ChartConfiguration {
  const datasets = made.data.datasets.map((set) => (made.type === 'line' ? { ...set, segment: {} } : set));
  const plain = { devicePixelRatio: 1 };
  return {
    ...made,
    data: { ...made.data, datasets },
    options: { ...plain, ...made.options },
  } as ChartConfiguration;
}
