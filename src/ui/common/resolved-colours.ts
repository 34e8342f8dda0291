/**
 * What CSS colours such as `var(--text)` come to in the theme in force, as a canvas needs them: a custom property by
 * itself does not resolve `light-dark()`, so elements that wear the colours are asked. All are dressed before the first
 * is asked, so that the browser works out styles once and not once a colour.
 * @param element where the colours are to be used
 * @returns by the colour as it was given: `rgb(…)` or what else the browser computes
 */
export function resolvedColours(
  element: HTMLElement,
  colours: readonly string[],
): ReadonlyMap<string, string> {
  const probe = document.createElement('span');
  const wearers = colours.map((colour) => {
    const wearer = probe.appendChild(document.createElement('span'));
    wearer.style.color = colour;
    return [colour, wearer] as const;
  });
  element.append(probe);
  const resolved = new Map(wearers.map(([colour, wearer]) => [colour, getComputedStyle(wearer).color]));
  probe.remove();
  return resolved;
}
