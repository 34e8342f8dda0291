import type { AreaShape, HotspotMap } from '../../contract/index.ts';
import { faded, type ChartTheme } from './chart-theme.ts';

/** What drawing needs of a canvas context, or of a pen that writes SVG. */
export type DensityPen = Pick<
  CanvasRenderingContext2D,
  'fillStyle' | 'strokeStyle' | 'lineWidth' | 'beginPath' | 'lineTo' | 'fill' | 'stroke'
>;

/** Draws cells (opacity by rank of count) and area outlines, north up, in the map's own proportions. */
export function drawDensity(
  pen: DensityPen,
  map: HotspotMap,
  shapes: readonly AreaShape[],
  theme: ChartTheme,
  width: number,
  height: number,
): void {
  const [west, south, east, north] = map.bounds;
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale =
    0.94 * Math.min(width / Math.max((east - west) * shrink, 1e-4), height / Math.max(north - south, 1e-4));
  const x = (longitude: number): number => width / 2 + (longitude - (west + east) / 2) * shrink * scale;
  const y = (latitude: number): number => height / 2 - (latitude - (south + north) / 2) * scale;
  const radius = Math.max(
    1,
    ((map.cellMetres / 111_320) * scale) / (map.grid === 'hexagon' ? Math.sqrt(3) : 2),
  );
  const most = map.cells[0]?.count ?? 1;
  for (const { longitude, latitude, count } of map.cells) {
    pen.fillStyle = faded(theme.danger, 0.08 + 0.9 * Math.sqrt(count / most));
    pen.beginPath();
    const corners = map.grid === 'hexagon' ? 6 : 4;
    const reach = map.grid === 'hexagon' ? radius : radius * Math.SQRT2;
    const turn = map.grid === 'hexagon' ? Math.PI / 6 : Math.PI / 4;
    for (let k = 0; k < corners; k++) {
      const angle = turn + (2 * Math.PI * k) / corners;
      pen.lineTo(x(longitude) + reach * Math.cos(angle), y(latitude) + reach * Math.sin(angle));
    }
    pen.fill();
  }
  pen.strokeStyle = theme.faint;
  pen.lineWidth = 0.8;
  for (const { rings } of shapes) {
    for (const ring of rings) {
      pen.beginPath();
      for (let i = 0; i < ring.length; i += 2) pen.lineTo(x(ring[i] as number), y(ring[i + 1] as number));
      pen.stroke();
    }
  }
}
