/** Colours of the page's tokens, resolved for canvas. Chart series take them in this order. */
export interface ChartTheme {
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly accent: string;
  readonly danger: string;
  readonly warning: string;
  readonly surface: string;
  readonly series: readonly string[];
  readonly font: string;
}

/** Canvas cannot read light-dark(): a probe element resolves each token to the colour now shown. */
export function readChartTheme(host: HTMLElement): ChartTheme {
  const probe = document.createElement('span');
  host.append(probe);
  const colour = (token: string): string => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const theme = {
    text: colour('text'),
    faint: colour('text-faint'),
    line: colour('line'),
    accent: colour('accent'),
    danger: colour('danger'),
    warning: colour('warning'),
    surface: colour('surface'),
    font: getComputedStyle(host).fontFamily,
    series: [
      'class-burglary',
      'class-accident',
      'class-fighting',
      'class-other-1',
      'class-fire',
      'class-other-2',
    ].map(colour),
  };
  probe.remove();
  return theme;
}

/** The colour at another opacity. */
export function faded(colour: string, opacity: number): string {
  return `color-mix(in srgb, ${colour} ${Math.round(opacity * 100)}%, transparent)`;
}
