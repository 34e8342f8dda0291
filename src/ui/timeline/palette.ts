import type { Severity } from '../../contract/index.ts';
import { severityLooks } from '../bookmarks/severity.ts';
import { classStyle } from '../common/class-style.ts';
import { resolvedColours } from '../common/resolved-colours.ts';

/** The tokens as the canvas needs them: resolved colours of the theme in force, and fonts. */
export interface TimelinePalette {
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly raised: string;
  readonly surface: string;
  readonly accent: string;
  readonly classInk: string;
  readonly font: string;
  readonly strongFont: string;
  classColour(label: string): string;
  severityColour(severity: Severity): string;
}

const tokens = ['text', 'text-faint', 'line', 'raised', 'surface', 'accent', 'class-ink'] as const;

/** Reads the tokens, and the colours of classes and severities, as they are where the element stands. */
export function readPalette(element: HTMLElement, labels: readonly string[]): TimelinePalette {
  const classColours = labels.map((label) => classStyle(label).colour);
  const severityColours = Object.values(severityLooks).map(({ colour }) => colour);
  const resolved = resolvedColours(element, [
    ...tokens.map((token) => `var(--${token})`),
    ...classColours,
    ...severityColours,
  ]);
  const colourOf = (colour: string): string => resolved.get(colour) ?? 'gray';
  const tokenColour = (token: (typeof tokens)[number]): string => colourOf(`var(--${token})`);
  const { fontFamily } = getComputedStyle(element);
  return {
    text: tokenColour('text'),
    faint: tokenColour('text-faint'),
    line: tokenColour('line'),
    raised: tokenColour('raised'),
    surface: tokenColour('surface'),
    accent: tokenColour('accent'),
    classInk: tokenColour('class-ink'),
    font: `10.5px ${fontFamily}`,
    strongFont: `700 10px ${fontFamily}`,
    classColour: (label) => colourOf(classStyle(label).colour),
    severityColour: (severity) => colourOf(severityLooks[severity].colour),
  };
}
