export interface ClassStyle {
  /** Two letters that stand for the class wherever its colour does. */
  readonly code: string;
  /** CSS custom property that holds its colour. */
  readonly property: string;
  /** The same as a CSS value. */
  readonly colour: string;
}

const known: Readonly<Record<string, readonly [code: string, name: string]>> = {
  Accident: ['Ac', 'accident'],
  Burglary: ['Bu', 'burglary'],
  Fighting: ['Fg', 'fighting'],
  Fire: ['Fi', 'fire'],
  Normal: ['No', 'normal'],
  Shooting: ['Sh', 'shooting'],
};

const knownCodes = Object.values(known).map(([code]) => code);
const spareColours = 6;

/** Spare colours of the classes met since the page was opened. */
const colourOf = new Map<string, number>();

/**
 * The fixed look of a class. A class of another model has the same look wherever it appears: two letters that none of
 * the six known classes has, and one of the spare colours. No two of the first six such classes that are met share a
 * colour; beyond that they may, for colour is never alone.
 */
export function classStyle(label: string): ClassStyle {
  const [code, name] = (Object.hasOwn(known, label) ? known[label] : undefined) ?? [
    spareCode(label),
    `other-${spareColour(label) + 1}`,
  ];
  return { code, property: `--class-${name}`, colour: `var(--class-${name})` };
}

/** The colour that the label's own letters choose, or the next one that no class has taken. */
function spareColour(label: string): number {
  const met = colourOf.get(label);
  if (met !== undefined) return met;
  const wanted = hashOf(label) % spareColours;
  const taken = new Set(colourOf.values());
  const choices = Array.from({ length: spareColours }, (_, n) => (wanted + n) % spareColours);
  const colour = choices.find((choice) => !taken.has(choice)) ?? wanted;
  colourOf.set(label, colour);
  return colour;
}

/** Initials of the first two words, or the first letter and the next one that makes a code of its own. */
function spareCode(label: string): string {
  const [first = '', second = ''] = label.split(/[\s_.-]+/).filter((word) => word !== '');
  const [initial = '?', ...letters] = Array.from(first);
  const codes = [
    ...(second === '' ? [] : [initial.toUpperCase() + (Array.from(second)[0] as string).toUpperCase()]),
    ...letters.map((letter) => initial.toUpperCase() + letter.toLowerCase()),
  ];
  return codes.find((code) => !knownCodes.includes(code)) ?? `${initial.toUpperCase()}·`;
}

/** FNV-1a of the label's code units, 32 bits. */
function hashOf(label: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
