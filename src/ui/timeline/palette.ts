import type { Severity } from '../../contract/index.ts';
import { severityLooks } from '../bookmarks/severity.ts';
import { classStyle } from '../common/class-style.ts';

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

/** Reads the tokens through an element, because a custom property by itself does not resolve `light-dark()`. */
export function readPalette(element: HTMLElement, labels: readonly string[]): TimelinePalette {
  const probe = element.appendChild(document.createElement('span'));
  const resolved = (colour: string): string => {
    probe.style.color = colour;
    return getComputedStyle(probe).color;
  };
  const resolve = (property: string): string => resolved(`var(${property})`);
  const { fontFamily } = getComputedStyle(element);
  const classes = new Map(labels.map((label) => [label, resolve(classStyle(label).property)]));
  const severities = new Map(
    Object.entries(severityLooks).map(([severity, { colour }]) => [severity, resolved(colour)]),
  );
  const palette: TimelinePalette = {
    text: resolve('--text'),
    faint: resolve('--text-faint'),
    line: resolve('--line'),
    raised: resolve('--raised'),
    surface: resolve('--surface'),
    accent: resolve('--accent'),
    classInk: resolve('--class-ink'),
    font: `10.5px ${fontFamily}`,
    strongFont: `700 10px ${fontFamily}`,
    classColour: (label) => classes.get(label) ?? 'gray',
    severityColour: (severity) => severities.get(severity) ?? 'gray',
  };
  probe.remove();
  return palette;
}
