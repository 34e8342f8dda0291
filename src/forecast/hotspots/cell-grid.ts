/** A tiling of the plane near a city: metres east and north of a reference, by the equirectangular projection. */
export class CellGrid {
  private readonly metresPerLongitude: number;
  private readonly metresPerLatitude = 111_320;

  constructor(
    readonly kind: 'square' | 'hexagon',
    readonly cellMetres: number,
    readonly longitude: number,
    readonly latitude: number,
  ) {
    this.metresPerLongitude = 111_320 * Math.cos((latitude * Math.PI) / 180);
  }

  /** Whole-number key of the cell that holds the point. */
  keyOf(longitude: number, latitude: number): number {
    const x = (longitude - this.longitude) * this.metresPerLongitude;
    const y = (latitude - this.latitude) * this.metresPerLatitude;
    if (this.kind === 'square')
      return packed(Math.round(x / this.cellMetres), Math.round(y / this.cellMetres));
    // Pointy-top hexagons of this width, in axial coordinates, by rounding cube coordinates.
    const size = this.cellMetres / Math.sqrt(3);
    const q = ((Math.sqrt(3) / 3) * x - y / 3) / size;
    const r = ((2 / 3) * y) / size;
    let rq = Math.round(q);
    let rr = Math.round(r);
    const rs = Math.round(-q - r);
    const [dq, dr, ds] = [Math.abs(rq - q), Math.abs(rr - r), Math.abs(rs + q + r)];
    if (dq > dr && dq > ds) rq = -rr - rs;
    else if (dr > ds) rr = -rq - rs;
    return packed(rq, rr);
  }

  /** [longitude, latitude] of a cell's centre. */
  centreOf(key: number): [longitude: number, latitude: number] {
    const a = Math.floor(key / 65536) - 32768;
    const b = (key % 65536) - 32768;
    const size = this.cellMetres / Math.sqrt(3);
    const x = this.kind === 'square' ? a * this.cellMetres : size * Math.sqrt(3) * (a + b / 2);
    const y = this.kind === 'square' ? b * this.cellMetres : size * 1.5 * b;
    return [this.longitude + x / this.metresPerLongitude, this.latitude + y / this.metresPerLatitude];
  }
}

function packed(a: number, b: number): number {
  return (a + 32768) * 65536 + b + 32768;
}
