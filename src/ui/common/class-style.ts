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

/** The fixed look of a class; classes of other models share the two spare colours and keep their own letters. */
export function classStyle(label: string): ClassStyle {
  const [code, name] = known[label] ?? [label.slice(0, 2), `other-${(label.length % 2) + 1}`];
  return { code, property: `--class-${name}`, colour: `var(--class-${name})` };
}
