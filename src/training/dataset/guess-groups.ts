import type { Fingerprint, GroupSource } from '../../contract/index.ts';
import { forClosePairs } from './close-pairs.ts';
import { blankHash } from './fingerprint.ts';
import { nameStem } from './name-stem.ts';

/** What is known of a clip before its camera group is. */
export interface GroupEvidence {
  readonly path: string;
  /** Folders between the class folder and the file, outermost first. */
  readonly folders: readonly string[];
  readonly fingerprint: Fingerprint;
  /** As a list or the user names it: kept as it is. */
  readonly given?: string;
}

export interface GuessedGroup {
  readonly group: string;
  readonly groupFrom: GroupSource;
}

/**
 * Bits by which the backgrounds of one camera may differ. Measured on 613 real clips of 206 known cameras and scenes:
 * of the pairs of clips with backgrounds this close, 225 of 226 are of one camera (at 12 bits 321 of 329, at 14 bits
 * 457 of 512), and the groups that follow from looks alone pair clips with a precision of .998 and a recall of .089.
 * Looks find little, for clips of a camera that moves, or of another hour, differ; what they find can be trusted.
 */
export const sameBackgroundBits = 10;

/** Folders that sort files without saying where they were filmed. */
const sortingFolder =
  /^(train|training|test|testing|val|valid|validation|dev|all|data|dataset|raw|new|old|videos?|clips?|images?|frames?|imgs?|footage|part[-_ ]?\d*|fold[-_ ]?\d*)$/i;

/**
 * The camera group of each clip, in the order given. A given group stands. Else the folders below the class name it,
 * else the stem of the file name ({@link nameStem}); both without the class, so that an event and its calm part,
 * sorted into two classes, stay together. A name that tells nothing makes a group of one. Groups of which two clips
 * have like backgrounds ({@link sameBackgroundBits}) then become one, nearest first, but two given groups never do.
 * @param labels of the classes, which as file names tell nothing
 */
export function guessGroups(clips: readonly GroupEvidence[], labels: readonly string[]): GuessedGroup[] {
  const named = clips.map((clip) => groupByName(clip, labels));
  const merged = mergeByLooks(clips, named);
  return named.map((guess) => {
    const group = merged.get(guess.group) ?? guess.group;
    return group === guess.group ? guess : { group, groupFrom: 'looks' };
  });
}

function groupByName({ path, folders, given }: GroupEvidence, labels: readonly string[]): GuessedGroup {
  if (given !== undefined) return { group: given, groupFrom: 'list' };
  const places = folders.filter((folder) => !sortingFolder.test(folder));
  if (places.length > 0) return { group: places.join('/'), groupFrom: 'folder' };
  const { stem, tells } = nameStem(path.split('/').at(-1) ?? path, labels);
  return { group: tells ? stem : path.replace(/\.[^./]+$/, ''), groupFrom: 'name' };
}

/** By name of a group, the name of the group it became part of: the larger at each step, else the first by alphabet. */
function mergeByLooks(
  clips: readonly GroupEvidence[],
  named: readonly GuessedGroup[],
): ReadonlyMap<string, string> {
  const sets = new GroupSets(named);
  const alike = byBackground(clips);
  const firsts: number[] = [];
  for (const [background, members] of alike) {
    const first = members[0] as number;
    firsts.push(first);
    if (background !== blankHash) for (const other of members) sets.join(groupOf(first), groupOf(other));
  }
  for (const [first, second] of closeBackgrounds([...alike.keys()]))
    sets.join(groupOf(firsts[first] as number), groupOf(firsts[second] as number));
  return sets.names();

  function groupOf(clip: number): string {
    return (named[clip] as GuessedGroup).group;
  }
}

/** Places of the clips by background; a still camera may give thousands with the very same. */
function byBackground(clips: readonly GroupEvidence[]): Map<string, number[]> {
  const alike = new Map<string, number[]>();
  clips.forEach(({ fingerprint: { background } }, at) => {
    const members = alike.get(background);
    if (members) members.push(at);
    else alike.set(background, [at]);
  });
  return alike;
}

/** Nearest first, then in their order. */
function closeBackgrounds(backgrounds: readonly string[]): (readonly [number, number])[] {
  const byBits = Array.from({ length: sameBackgroundBits + 1 }, (): [number, number][] => []);
  forClosePairs(backgrounds, sameBackgroundBits, (first, second, bits) => {
    byBits[bits]?.push([first, second]);
  });
  return byBits.flat();
}

/** Groups that grow together (union-find), of which at most one of each set was given. */
class GroupSets {
  readonly #parent = new Map<string, string>();
  readonly #size = new Map<string, number>();
  readonly #given = new Set<string>();

  constructor(named: readonly GuessedGroup[]) {
    for (const { group, groupFrom } of named) {
      this.#parent.set(group, group);
      this.#size.set(group, (this.#size.get(group) ?? 0) + 1);
      if (groupFrom === 'list') this.#given.add(group);
    }
  }

  join(a: string, b: string): void {
    const [first, second] = [this.#rootOf(a), this.#rootOf(b)];
    if (first === second || (this.#given.has(first) && this.#given.has(second))) return;
    const [name, other] = this.#precedes(first, second) ? [first, second] : [second, first];
    this.#parent.set(other, name);
    this.#size.set(name, (this.#size.get(name) as number) + (this.#size.get(other) as number));
  }

  names(): ReadonlyMap<string, string> {
    return new Map([...this.#parent.keys()].map((group) => [group, this.#rootOf(group)]));
  }

  #precedes(a: string, b: string): boolean {
    if (this.#given.has(a) !== this.#given.has(b)) return this.#given.has(a);
    const [sizeA, sizeB] = [this.#size.get(a) as number, this.#size.get(b) as number];
    return sizeA === sizeB ? a < b : sizeA > sizeB;
  }

  #rootOf(group: string): string {
    let root = group;
    while (this.#parent.get(root) !== root) root = this.#parent.get(root) as string;
    return root;
  }
}
