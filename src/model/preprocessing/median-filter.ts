import type { RgbImage } from '../../contract/index.ts';

/** 3×3 median of each channel with replicated borders, as `cv2.medianBlur(image, 3)`: takes out sensor speckle. */
export function medianFilter({ width, height, data }: RgbImage): RgbImage {
  const out = new Uint8Array(data.length);
  const window = new Uint8Array(9);
  for (let y = 0; y < height; y++) {
    const rows = [Math.max(0, y - 1), y, Math.min(height - 1, y + 1)];
    for (let x = 0; x < width; x++) {
      const columns = [Math.max(0, x - 1), x, Math.min(width - 1, x + 1)];
      for (let channel = 0; channel < 3; channel++) {
        let n = 0;
        for (const row of rows) {
          for (const column of columns) window[n++] = data[(row * width + column) * 3 + channel] as number;
        }
        window.sort();
        out[(y * width + x) * 3 + channel] = window[4] as number;
      }
    }
  }
  return { width, height, data: out };
}
