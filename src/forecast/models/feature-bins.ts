const mostBins = 255;

/** Cuts each feature at quantiles of the training rows, so that trees work on bytes. */
export class FeatureBins {
  private constructor(
    /** Ascending upper edges of each feature's bins but the last. */
    readonly edges: readonly Float64Array[],
  ) {}

  static fit(features: Float64Array, columns: number): FeatureBins {
    const rows = features.length / columns;
    const edges = Array.from({ length: columns }, (_, column) => {
      const sorted = Float64Array.from(
        { length: rows },
        (__, row) => features[row * columns + column] as number,
      ).sort();
      const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
      if (distinct.length <= mostBins) {
        return distinct.slice(1).map((value, i) => (value + (distinct[i] as number)) / 2);
      }
      const cuts = Float64Array.from(
        { length: mostBins - 1 },
        (__, k) => sorted[Math.floor(((k + 1) * rows) / mostBins)] as number,
      );
      return cuts.filter((value, i) => i === 0 || value !== cuts[i - 1]);
    });
    return new FeatureBins(edges);
  }

  /** Column-major codes [columns · rows]. */
  encodeTable(features: Float64Array, columns: number): Uint8Array[] {
    const rows = features.length / columns;
    return this.edges.map((_, column) =>
      Uint8Array.from({ length: rows }, (__, row) =>
        this.code(column, features[row * columns + column] as number),
      ),
    );
  }

  /** Number of edges that lie at or below the value. */
  code(column: number, value: number): number {
    const edges = this.edges[column] as Float64Array;
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((edges[middle] as number) <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
