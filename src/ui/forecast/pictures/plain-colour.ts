/** A colour that any program reads: #rrggbb and an opacity, from whatever CSS colour the browser knows. */
export function plainColour(
  ruler: CanvasRenderingContext2D,
  style: string,
): { readonly text: string; readonly opacity: number } {
  ruler.fillStyle = '#000';
  ruler.fillStyle = style;
  const known = ruler.fillStyle;
  if (known.startsWith('#')) return { text: known, opacity: 1 };
  const [red = 0, green = 0, blue = 0, opacity = 1] = (known.match(/[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
  // rgba() counts to 255, color(srgb …) to 1.
  const unit = known.startsWith('color') ? 255 : 1;
  const text = [red, green, blue]
    .map((part) =>
      Math.round(part * unit)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('');
  return { text: `#${text}`, opacity };
}
