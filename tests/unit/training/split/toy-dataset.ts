import { seededRandom, type Random } from '../../../../src/base/index.ts';
import type { DatasetClip } from '../../../../src/contract/index.ts';

/** A clip that looks like no other. `n` tells clips of one label and group apart. */
export function clipOf(facts: {
  label: string;
  group: string;
  n: number;
  excluded?: 'duplicate' | 'hand';
}): DatasetClip {
  const path = `${facts.label}/${facts.group}-${facts.n}.mp4`;
  const random = seededRandom([...path].reduce((hash, c) => (Math.imul(hash, 31) + c.charCodeAt(0)) | 0, 7));
  const frames = [hash(random), hash(random)];
  return {
    path,
    sha256: frames.join(''),
    sizeBytes: 1000,
    media: 'video',
    duration: 4,
    fingerprint: { frames, background: hash(random) },
    label: facts.label,
    group: facts.group,
    groupFrom: 'name',
    ...(facts.excluded ? { excluded: facts.excluded } : {}),
  };
}

function hash(random: Random): string {
  return Array.from({ length: 16 }, () => Math.floor(random() * 16).toString(16)).join('');
}

/** 2 to 5 classes of 1 to 30 groups of 1 to 12 clips; a share of the groups holds a second class; some left out. */
export function randomDataset(seed: number, { shared = 0.3 } = {}): DatasetClip[] {
  const random = seededRandom(seed);
  const upTo = (n: number) => 1 + Math.floor(random() * n);
  const clips: DatasetClip[] = [];
  const classes = 1 + upTo(4);
  for (let c = 0; c < classes; c++) {
    const groups = upTo(30);
    for (let g = 0; g < groups; g++) {
      const other = random() < shared ? Math.floor(random() * classes) : c;
      const members = upTo(12);
      for (let n = 0; n < members; n++) {
        const label = `class ${n % 2 ? c : other}`;
        const isOut = n > 0 && random() < 0.05;
        clips.push(clipOf({ label, group: `${c}.${g}`, n, ...(isOut ? { excluded: 'hand' } : {}) }));
      }
    }
  }
  return clips;
}
