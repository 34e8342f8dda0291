import { BlobParts } from '../export/blob-parts.ts';
import type { FfmpegCore } from './core-module.ts';
import { filePath } from './run-protocol.ts';

/** Whence of lseek (POSIX). */
const [fromHere, fromEnd] = [1, 2];

/** A character device that takes a file as ffmpeg writes it, with steps back, and holds little of it. */
export function openFileDevice({ FS }: FfmpegCore): BlobParts {
  const parts = new BlobParts();
  const device = FS.makedev(64, 2);
  FS.registerDevice(device, {
    open: (stream) => void (stream.seekable = true),
    close: () => undefined,
    llseek: (stream, offset, whence) => {
      if (whence === fromHere) return (stream.position ?? 0) + offset;
      return whence === fromEnd ? parts.size + offset : offset;
    },
    write: (_stream, buffer, offset, length, position) => {
      parts.write(position, buffer.subarray(offset, offset + length));
      return length;
    },
  });
  FS.mkdev(filePath, device);
  return parts;
}
