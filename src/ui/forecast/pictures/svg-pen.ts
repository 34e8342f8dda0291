import { plainColour } from './plain-colour.ts';

type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

let pens = 0;

interface PenState {
  matrix: Matrix;
  clip: string | null;
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineCap: string;
  lineJoin: string;
  globalAlpha: number;
  font: string;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
  dash: readonly number[];
}

/**
 * A drawing context that writes SVG: as much of CanvasRenderingContext2D as the charts and the map use. Points are
 * transformed as they come, so that the picture holds plain coordinates.
 */
export class SvgPen {
  fillStyle = '#000';
  strokeStyle = '#000';
  lineWidth = 1;
  lineCap = 'butt';
  lineJoin = 'miter';
  lineDashOffset = 0;
  globalAlpha = 1;
  globalCompositeOperation = 'source-over';
  font = '10px sans-serif';
  textAlign: CanvasTextAlign = 'start';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  private matrix: Matrix = [1, 0, 0, 1, 0, 0];
  private dash: readonly number[] = [];
  private clipId: string | null = null;
  private path = '';
  private readonly saved: PenState[] = [];
  /** Several pictures may stand in one document: their clips must not share names. */
  private readonly number = ++pens;
  private readonly defs: string[] = [];
  private readonly parts: string[] = [];

  /** @param ruler a real context, for the widths of texts and the names of colours. */
  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly ruler: CanvasRenderingContext2D,
    private readonly width: number,
    private readonly height: number,
  ) {}

  /** The picture so far, as a document. */
  toSvg(background: string, label: string): string {
    const fill = this.colour(background);
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}">`,
      `<title>${escaped(label)}</title><defs>${this.defs.join('')}</defs>`,
      `<rect width="100%" height="100%" ${fill('fill')}/>`,
      ...this.parts,
      '</svg>\n',
    ].join('\n');
  }

  save(): void {
    const { matrix, clipId: clip, fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, globalAlpha } = this;
    const { font, textAlign, textBaseline, dash } = this;
    this.saved.push({
      ...{ matrix, clip, fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, globalAlpha },
      ...{ font, textAlign, textBaseline, dash },
    });
  }
  restore(): void {
    const state = this.saved.pop();
    if (state === undefined) return;
    const { clip, ...rest } = state;
    Object.assign(this, rest);
    this.clipId = clip;
  }

  translate(x: number, y: number): void {
    this.transform(1, 0, 0, 1, x, y);
  }
  scale(x: number, y: number): void {
    this.transform(x, 0, 0, y, 0, 0);
  }
  rotate(angle: number): void {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    this.transform(cos, sin, -sin, cos, 0, 0);
  }
  transform(a: number, b: number, c: number, d: number, e: number, f: number): void {
    const [A, B, C, D, E, F] = this.matrix;
    this.matrix = [
      ...([A * a + C * b, B * a + D * b, A * c + C * d, B * c + D * d] as const),
      ...([A * e + C * f + E, B * e + D * f + F] as const),
    ];
  }
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void {
    this.matrix = [a, b, c, d, e, f];
  }
  resetTransform(): void {
    this.matrix = [1, 0, 0, 1, 0, 0];
  }

  beginPath(): void {
    this.path = '';
  }
  closePath(): void {
    if (this.path !== '') this.path += 'Z';
  }
  moveTo(x: number, y: number): void {
    this.path += `M${this.point(x, y)}`;
  }
  lineTo(x: number, y: number): void {
    this.path += `${this.path === '' ? 'M' : 'L'}${this.point(x, y)}`;
  }
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void {
    this.path += `C${this.point(ax, ay)} ${this.point(bx, by)} ${this.point(x, y)}`;
  }
  quadraticCurveTo(ax: number, ay: number, x: number, y: number): void {
    this.path += `Q${this.point(ax, ay)} ${this.point(x, y)}`;
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
  }
  /** In steps of an eighth of a circle: the pictures hold small round marks only. */
  arc(x: number, y: number, radius: number, from: number, to: number, backwards = false): void {
    const turn = backwards ? -Math.abs(to - from) : Math.abs(to - from);
    const steps = Math.max(1, Math.ceil(Math.abs(turn) / (Math.PI / 8)));
    for (let k = 0; k <= steps; k++) {
      const angle = from + (turn * k) / steps;
      this.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
  }

  fill(): void {
    this.parts.push(`<path d="${this.path}" ${this.paint('fill', this.fillStyle)}${this.clipped()}/>`);
  }
  stroke(): void {
    if (this.lineWidth <= 0) return;
    const dashed = this.dash.length > 0 ? ` stroke-dasharray="${this.dash.join(' ')}"` : '';
    const line = `stroke-width="${round(this.lineWidth)}" stroke-linecap="${this.lineCap}" stroke-linejoin="${this.lineJoin}"`;
    const paint = this.paint('stroke', this.strokeStyle);
    this.parts.push(`<path d="${this.path}" fill="none" ${paint} ${line}${dashed}${this.clipped()}/>`);
  }
  fillRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
  }
  strokeRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.stroke();
  }
  clearRect(): void {}

  clip(): void {
    const id = `clip-${this.number}-${this.defs.length + 1}`;
    this.defs.push(`<clipPath id="${id}"${this.clipped()}><path d="${this.path}"/></clipPath>`);
    this.clipId = id;
  }

  fillText(text: string, x: number, y: number): void {
    const [a, b, c, d] = this.matrix;
    const [e, f] = this.point(x, y).split(' ');
    const turned =
      a === 1 && b === 0 ? '' : ` transform="matrix(${[a, b, c, d].map(round).join(' ')} ${e} ${f})"`;
    const place = turned === '' ? `x="${e}" y="${f}"` : 'x="0" y="0"';
    const style = `style="font:${escaped(this.font)}"`;
    const layout = `text-anchor="${anchors[this.textAlign]}" dominant-baseline="${baselines[this.textBaseline]}"`;
    this.parts.push(
      `<text ${place}${turned} ${layout} ${style} ${this.paint('fill', this.fillStyle)}>${escaped(text)}</text>`,
    );
  }
  strokeText(): void {}
  measureText(text: string): TextMetrics {
    this.ruler.font = this.font;
    return this.ruler.measureText(text);
  }

  setLineDash(dash: readonly number[]): void {
    this.dash = dash;
  }
  getLineDash(): readonly number[] {
    return this.dash;
  }

  private point(x: number, y: number): string {
    const [a, b, c, d, e, f] = this.matrix;
    return `${round(a * x + c * y + e)} ${round(b * x + d * y + f)}`;
  }
  private paint(kind: 'fill' | 'stroke', style: string): string {
    return this.colour(style)(kind);
  }
  private colour(style: string): (kind: 'fill' | 'stroke') => string {
    const { text, opacity } = plainColour(this.ruler, style);
    const alpha = opacity * this.globalAlpha;
    return (kind) => `${kind}="${text}"${alpha < 1 ? ` ${kind}-opacity="${round(alpha)}"` : ''}`;
  }
  private clipped(): string {
    return this.clipId === null ? '' : ` clip-path="url(#${this.clipId})"`;
  }
}

const anchors: Readonly<Record<CanvasTextAlign, string>> = {
  start: 'start',
  left: 'start',
  center: 'middle',
  end: 'end',
  right: 'end',
};
const baselines: Readonly<Record<CanvasTextBaseline, string>> = {
  alphabetic: 'alphabetic',
  bottom: 'text-after-edge',
  hanging: 'hanging',
  ideographic: 'ideographic',
  middle: 'central',
  top: 'text-before-edge',
};

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
