import type { Random } from '../../base/index.ts';

export interface TreeSettings {
  readonly maxDepth: number;
  /** Leaves grow best first up to this many. */
  readonly maxLeaves: number;
  readonly minLeaf: number;
  /** Features looked at for each split. */
  readonly splitFeatures: number;
  /** Added to the row count of a leaf when its mean is taken. */
  readonly ridge: number;
}

/** A fitted tree in flat arrays: node k goes left when code(feature) ≤ cut; a leaf has feature −1. */
export interface RegressionTree {
  readonly feature: Int16Array;
  readonly cut: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly value: Float64Array;
}

interface OpenLeaf {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly split: Split | null;
}

interface Split {
  readonly feature: number;
  readonly cut: number;
  readonly gain: number;
}

/**
 * A least-squares regression tree on binned features (Breiman et al. 1984; histograms as in LightGBM, Ke et al. 2017).
 * @param codes column-major bin codes, [columns][rows]
 * @param rows row numbers to fit, repeats allowed (a bootstrap); reordered in place.
 */
export function growTree(
  codes: readonly Uint8Array[],
  targets: Float64Array,
  rows: Int32Array,
  settings: TreeSettings,
  random: Random,
): RegressionTree {
  const feature: number[] = [];
  const cut: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const value: number[] = [];
  const counts = new Float64Array(256);
  const sums = new Float64Array(256);

  const addNode = (start: number, end: number, depth: number): OpenLeaf => {
    let sum = 0;
    for (let i = start; i < end; i++) sum += targets[rows[i] as number] as number;
    feature.push(-1);
    cut.push(0);
    left.push(-1);
    right.push(-1);
    value.push(sum / (end - start + settings.ridge));
    const splittable = depth < settings.maxDepth && end - start >= 2 * settings.minLeaf;
    const split = splittable ? bestSplit(start, end, sum) : null;
    return { node: feature.length - 1, start, end, depth, split };
  };

  const bestSplit = (start: number, end: number, total: number): Split | null => {
    const n = end - start;
    const { ridge, minLeaf } = settings;
    const base = (total * total) / (n + ridge);
    let best: Split | null = null;
    for (const candidate of candidates(codes.length, settings.splitFeatures, random)) {
      const column = codes[candidate] as Uint8Array;
      let lowest = 255;
      let highest = 0;
      for (let i = start; i < end; i++) {
        const row = rows[i] as number;
        const code = column[row] as number;
        counts[code] = (counts[code] as number) + 1;
        sums[code] = (sums[code] as number) + (targets[row] as number);
        if (code < lowest) lowest = code;
        if (code > highest) highest = code;
      }
      let leftCount = 0;
      let leftSum = 0;
      for (let code = lowest; code < highest; code++) {
        leftCount += counts[code] as number;
        leftSum += sums[code] as number;
        if (leftCount < minLeaf || counts[code] === 0) continue;
        const rightCount = n - leftCount;
        if (rightCount < minLeaf) break;
        const rightSum = total - leftSum;
        const gain =
          (leftSum * leftSum) / (leftCount + ridge) + (rightSum * rightSum) / (rightCount + ridge) - base;
        if (gain > (best?.gain ?? 1e-12)) best = { feature: candidate, cut: code, gain };
      }
      counts.fill(0, lowest, highest + 1);
      sums.fill(0, lowest, highest + 1);
    }
    return best;
  };

  const open: OpenLeaf[] = [addNode(0, rows.length, 0)];
  for (let leaves = 1; leaves < settings.maxLeaves; leaves++) {
    const pick = settings.maxLeaves === Infinity ? lastSplittable(open) : mostGain(open);
    if (pick < 0) break;
    const [{ node, start, end, depth, split }] = open.splice(pick, 1) as [OpenLeaf];
    const { feature: by, cut: at } = split as Split;
    const middle = partition(rows, start, end, codes[by] as Uint8Array, at);
    feature[node] = by;
    cut[node] = at;
    const below = addNode(start, middle, depth + 1);
    const above = addNode(middle, end, depth + 1);
    left[node] = below.node;
    right[node] = above.node;
    open.push(below, above);
  }
  return {
    feature: Int16Array.from(feature),
    cut: Uint8Array.from(cut),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    value: Float64Array.from(value),
  };
}

/** The leaf value for a row given as `code(feature)`. */
export function treeValue(tree: RegressionTree, code: (feature: number) => number): number {
  let node = 0;
  for (;;) {
    const by = tree.feature[node] as number;
    if (by < 0) return tree.value[node] as number;
    node = (code(by) <= (tree.cut[node] as number) ? tree.left[node] : tree.right[node]) as number;
  }
}

function lastSplittable(open: OpenLeaf[]): number {
  while (open.length > 0 && open.at(-1)?.split === null) open.pop();
  return open.length - 1;
}

function mostGain(open: readonly OpenLeaf[]): number {
  let best = -1;
  let most = 0;
  open.forEach(({ split }, i) => {
    if (split !== null && split.gain > most) [best, most] = [i, split.gain];
  });
  return best;
}

function partition(rows: Int32Array, start: number, end: number, column: Uint8Array, cut: number): number {
  let low = start;
  let high = end - 1;
  while (low <= high) {
    const row = rows[low] as number;
    if ((column[row] as number) <= cut) low++;
    else {
      rows[low] = rows[high] as number;
      rows[high--] = row;
    }
  }
  return low;
}

function candidates(columns: number, wanted: number, random: Random): Int16Array {
  const all = Int16Array.from({ length: columns }, (_, k) => k);
  if (wanted >= columns) return all;
  for (let k = 0; k < wanted; k++) {
    const pick = k + Math.floor(random() * (columns - k));
    [all[k], all[pick]] = [all[pick] as number, all[k] as number];
  }
  return all.subarray(0, wanted);
}
