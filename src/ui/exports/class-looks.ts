import type { ClassLook } from '../../contract/index.ts';
import { classStyle } from '../common/class-style.ts';
import { readPalette } from '../timeline/palette.ts';

/** How classes look over a picture, which is dark whatever the theme, as colours that a worker's canvas understands. */
export function classLooks(labels: readonly string[]): ClassLook[] {
  const ground = document.body.appendChild(document.createElement('div'));
  ground.className = 'on-picture';
  const { classColour, classInk } = readPalette(ground, labels);
  ground.remove();
  return labels.map((label) => {
    return { label, code: classStyle(label).code, colour: classColour(label), ink: classInk };
  });
}
