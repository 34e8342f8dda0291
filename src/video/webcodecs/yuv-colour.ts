import type { YuvColour } from '../yuv-to-rgb.ts';

/**
 * The colour description that a file declares, as swscale would read it: BT.601 and limited range when it declares
 * nothing. (The browser's own guess for an undeclared high-definition picture is BT.709.)
 */
export function yuvColourOf(declared: {
  readonly matrix?: string | null;
  readonly fullRange?: boolean | null;
}): YuvColour {
  return { matrix: matrixOf(declared.matrix), fullRange: declared.fullRange ?? false };
}

function matrixOf(declared: string | null | undefined): YuvColour['matrix'] {
  if (declared === 'bt709') return 'bt709';
  return declared?.startsWith('bt2020') ? 'bt2020' : 'bt601';
}
