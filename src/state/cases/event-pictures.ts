import type { VideoService } from '../../contract/index.ts';
import { pictureKey } from '../../report/index.ts';
import type { ClipEntry } from '../clip-entry.svelte.ts';

/** Pictures in one report; more would make it too heavy to print. */
const mostPictures = 120;
const size = { maxWidth: 320, maxHeight: 240 };

/** A small picture of each standing event at its peak, and of each bookmark, as data URLs by `pictureKey`. */
export async function eventPictures(
  video: Pick<VideoService, 'open' | 'pictures' | 'close'>,
  entries: readonly ClipEntry[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const pictures = new Map<string, string>();
  for (const entry of entries) {
    const moments = momentsOf(entry);
    if (!entry.file || moments.length === 0) continue;
    const { clipId } = await video.open(entry.file, 'auto', { signal });
    try {
      for (const { id, at } of moments) {
        if (pictures.size >= mostPictures) return pictures;
        for await (const { bitmap } of video.pictures(clipId, { from: at, ...size }, { signal })) {
          pictures.set(pictureKey(entry.id, id), await dataUrl(bitmap));
          break;
        }
      }
    } finally {
      await video.close(clipId, { signal: new AbortController().signal });
    }
  }
  return pictures;
}

function momentsOf({ events, review }: ClipEntry): { id: string; at: number }[] {
  const standing = events.filter(({ status }) => status !== 'rejected');
  return [...standing.map(({ id, peak }) => ({ id, at: peak })), ...review.bookmarks];
}

async function dataUrl(bitmap: ImageBitmap): Promise<string> {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  const bytes = new Uint8Array(
    await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 })).arrayBuffer(),
  );
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return `data:image/jpeg;base64,${btoa(text)}`;
}
