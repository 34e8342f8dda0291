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
}

/** Reads the tokens through an element, because a custom property by itself does not resolve `light-dark()`. */
export function readPalette(element: HTMLElement, labels: readonly string[]): TimelinePalette {
  const probe = element.appendChild(document.createElement('span'));
  const resolve = (property: string): string => {
    probe.style.color = `var(${property})`;
    return getComputedStyle(probe).color;
  };
  const { fontFamily } = getComputedStyle(element);
  const classes = new Map(labels.map((label) => [label, resolve(classStyle(label).property)]));
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
  };
  probe.remove();
  return palette;
}
