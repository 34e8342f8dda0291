import type { Attachment } from 'svelte/attachments';

/** Shows a stream in a video element for as long as it is there. */
export function showStream(stream: MediaStream): Attachment<HTMLVideoElement> {
  return (video) => {
    video.srcObject = stream;
    return () => {
      video.srcObject = null;
    };
  };
}
