import { saveBlob } from '../../common/save-file.ts';

/** Saves an SVG document as it is. */
export function saveSvg(svg: string, name: string): void {
  saveBlob(new Blob([svg], { type: 'image/svg+xml' }), `${name}.svg`);
}

/** Saves an SVG document as a picture of twice its size. */
export async function savePng(svg: string, name: string): Promise<void> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.width = picture.naturalWidth * 2;
    canvas.height = picture.naturalHeight * 2;
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => blob && saveBlob(blob, `${name}.png`));
  } finally {
    URL.revokeObjectURL(url);
  }
}

const styled = ['fill', 'stroke', 'stroke-width', 'font-family', 'font-size'] as const;

/** An inline SVG of the page as a document of its own: the styles that the page gives it are written into it. */
export function standaloneSvg(element: SVGSVGElement, background: string): string {
  const copy = element.cloneNode(true) as SVGSVGElement;
  const originals = [element, ...element.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll<SVGElement>('*')].forEach((part, k) => {
    const style = getComputedStyle(originals[k] as Element);
    part.removeAttribute('class');
    for (const name of styled) part.style.setProperty(name, style.getPropertyValue(name));
  });
  const { width, height } = element.viewBox.baseVal;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.style.background = background;
  return `${new XMLSerializer().serializeToString(copy)}\n`;
}
