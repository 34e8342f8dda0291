import { heatColour } from '../../base/index.ts';

/** The heat's colours from nothing to most, as a CSS gradient on mid grey. */
export const heatGradient = (() => {
  const stops = Array.from({ length: 9 }, (_, n) => {
    const [red, green, blue, alpha] = heatColour(n / 8);
    return `rgb(${red} ${green} ${blue} / ${(alpha / 255).toFixed(2)})`;
  });
  return `linear-gradient(to right, ${stops.join(', ')}), #808080`;
})();
