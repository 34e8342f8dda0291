import { labelKey } from './match-label.ts';

/** What a file name says of the recording it was cut from. */
export interface NameStem {
  /** The name without what numbers its pieces. */
  readonly stem: string;
  /** False when nothing is left that could tell one recording from another, as of '0001.mp4' or 'video (3).mp4'. */
  readonly tells: boolean;
}

/** A piece of something longer: 'clip12', 'part', 'frame003'. */
const piece =
  /^(clip|part|pt|segment|seg|chunk|cut|piece|split|take|frame|img|image|window|crop|copy)s?\d*$/i;
/** What tools write behind a name: codecs, sizes, rates, extensions in the middle. */
const tool = /^(x26[45]|h26[45]|hevc|xvid|divx|\d{3,4}p|\d+fps|\d+x\d+|mp4|avi|mov|mkv|webm|gif|jpe?g|png)$/i;
/** What Roboflow writes behind every picture: '.rf.' and a hash. */
const roboflow = /\.rf\.[0-9a-f]{32}$/i;
/** '12', '0003', '4.5s', '10s-15s'. */
const counter = /^\d+(\.\d+)?s?$/i;
/** A content hash: eight or more hex digits, with a digit among them so that no word is one. */
const contentHash = /^(?=.*\d)[0-9a-f]{8,}$/i;

/** A date at the end of a name, which tells one recording from another: 20240131, 2024-01-31, 2024_01_31. */
const endsInDate = /(^|\D)(19|20)\d\d[-_. ]?(0[1-9]|1[0-2])[-_. ]?(0[1-9]|[12]\d|3[01])$/;

/** 1430, 143000. */
const timeOfDay = /^([01]\d|2[0-3])[0-5]\d([0-5]\d)?$/;

/** Words that any file may be called by. */
const empty =
  /^(v|vid|video|clip|movie|film|file|rec|recording|record|footage|cctv|cam|camera|img|image|pic|picture|photo|frame|shot|small|screenshot|sample|example|test|train|data|output|new|untitled|download|nv|no|yes|fi|a|b|x|in|out)s?$/i;

/**
 * Takes from the end of a file name what only numbers the parts of one recording: one counter or content hash, any
 * 'clip', 'part' or 'frame' with its number, a time of day after a date, and what codecs and tools append. One counter
 * and no more: in 'fight_0384_001' the last counts the pieces, the one before it the recordings. Dates stay, since
 * another day is another recording; so do numbers grown onto a word ('fire2', 'cam03'), which more often tell places
 * apart.
 * @param name with or without its extension
 * @param labels of the classes: a name made of them alone tells nothing
 */
export function nameStem(name: string, labels: readonly string[] = []): NameStem {
  let stem = name
    .replace(/\.[a-z0-9]{2,4}$/i, '')
    .replace(roboflow, '')
    .trim();
  let counted = false;
  for (;;) {
    const { before, last } = splitLast(stem);
    const numbers = counter.test(last) || contentHash.test(last);
    const isTime = timeOfDay.test(last) && endsInDate.test(before);
    if (endsInDate.test(stem) || !(piece.test(last) || tool.test(last) || isTime || (numbers && !counted)))
      break;
    if (numbers && !isTime) counted = true;
    stem = before;
  }
  return { stem, tells: tells(stem, new Set(labels.map(labelKey))) };
}

/** The last word of a name, and what stands before it. */
function splitLast(stem: string): { before: string; last: string } {
  const [, before = '', last = ''] = /^(.*?)[-_. ()[\]]*([^-_. ()[\]]+)[-_. ()[\]]*$/.exec(stem) ?? [];
  return { before, last };
}

/** Whether a word is left that means something and is not the class, or a number grown onto one. */
function tells(stem: string, labels: ReadonlySet<string>): boolean {
  const words = stem.split(/[-_. ()[\]]+/).filter((word) => word !== '');
  return words.some((word) => /\p{L}/u.test(word) && !empty.test(word) && !labels.has(labelKey(word)));
}
