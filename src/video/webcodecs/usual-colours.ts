import type { InputVideoTrack } from 'mediabunny';

/** Lines from which on an undeclared picture is taken for high definition (ITU-R BT.709) and not standard (BT.601). */
const highDefinitionLines = 720;

/**
 * Lets the browser show pictures whose colours the file does not declare as players expect them: by BT.601 below 720
 * lines, by BT.709 from there on. By itself it takes BT.709 for all that come through WebCodecs.
 */
export async function assumeUsualColours(track: InputVideoTrack): Promise<void> {
  const config = await track.getDecoderConfig();
  const declared = await track.getColorSpace();
  if (!config || declared.matrix) return;
  const usual = (await track.getCodedHeight()) >= highDefinitionLines ? 'bt709' : 'smpte170m';
  const colorSpace = {
    primaries: declared.primaries ?? usual,
    transfer: declared.transfer ?? usual,
    matrix: usual,
    fullRange: declared.fullRange ?? false,
  } as const;
  track.getDecoderConfig = () => Promise.resolve({ ...config, colorSpace });
}
