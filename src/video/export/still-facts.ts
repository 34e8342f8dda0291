import { formatTimecode, vigilVersion } from '../../base/index.ts';
import type { ClipInfo, HeatPicture, StillRequest } from '../../contract/index.ts';
import type { PngText } from './png-text.ts';

type Shown = Pick<ClipInfo, 'name' | 'width' | 'height' | 'decoderDetail'>;

/** What a still says of itself in its metadata. Keywords of PNG's own list (11.3.4.2) where one fits. */
export function stillTexts(info: Shown, timestamp: number, request: StillRequest): PngText[] {
  const { source, frame, reading, heat } = request;
  return [
    { keyword: 'Title', text: `${info.name} at ${formatTimecode(timestamp)}` },
    { keyword: 'Software', text: `Vigil ${vigilVersion}` },
    { keyword: 'Source', text: info.name },
    { keyword: 'Source SHA-256', text: source.sha256 ?? 'not known' },
    { keyword: 'Source size', text: `${source.file.size} bytes` },
    { keyword: 'Presentation time', text: `${plain(timestamp)} s` },
    { keyword: 'Timecode', text: formatTimecode(timestamp) },
    { keyword: 'Frame number', text: frame === null ? 'not counted' : `${frame}, the first being 0` },
    { keyword: 'Picture size', text: `${info.width} x ${info.height} px` },
    { keyword: 'Decoder', text: info.decoderDetail },
    ...(reading ? readingTexts(reading) : []),
    ...(heat ? [{ keyword: 'Evidence', text: heatLines(heat).join(' ') }] : []),
  ];
}

/** The lines of the strip below the picture. */
export function captionLines(
  info: Shown,
  timestamp: number,
  { source, frame, heat }: StillRequest,
): string[] {
  const number = frame === null ? '' : ` · frame ${frame}`;
  return [
    info.name,
    `${formatTimecode(timestamp)} (${plain(timestamp)} s)${number}`,
    `SHA-256 ${source.sha256 ?? 'of the source is not known'}`,
    ...(heat ? heatLines(heat) : []),
  ];
}

/** What the picture beside the frame is. */
function heatLines({ label, probability, window, method, model, opacity }: HeatPicture): string[] {
  const span = `${window.from.toFixed(2)} to ${window.to.toFixed(2)} s`;
  return [
    `Right: evidence for ${label}, ${probability.toFixed(4)} over ${span}, opacity ${opacity.toFixed(2)}.`,
    `By ${method}, model ${model.id}.`,
    `SHA-256 of its manifest ${model.sha256}`,
    'It shows what the score rests on, not what happened.',
  ];
}

function readingTexts({ model, labels, probabilities }: NonNullable<StillRequest['reading']>): PngText[] {
  const shares = labels.map((label, at) => `${label} ${(probabilities[at] ?? 0).toFixed(4)}`);
  return [
    { keyword: 'Model', text: `${model.id}, SHA-256 of its manifest ${model.sha256}` },
    { keyword: 'Probabilities', text: shares.join(', ') },
  ];
}

/** To the microsecond, which is what containers and decoders tell. */
function plain(seconds: number): string {
  return seconds.toFixed(6);
}
