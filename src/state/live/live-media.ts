import { AppError } from '../../base/index.ts';
import type { PictureSource } from '../../contract/index.ts';
import { captureError } from './capture-error.ts';

export interface Camera {
  readonly id: string;
  /** Without its name until the browser has been allowed the camera once. */
  readonly title: string;
}

/** 'camera' without an id is the one that the browser prefers. */
export type SourceChoice = { readonly kind: 'camera'; readonly id?: string } | { readonly kind: 'screen' };

/** How pictures of a track come to a worker. */
export interface PictureWay {
  readonly source: PictureSource;
  /** For the screen. */
  readonly detail: string;
  /** Hands pictures over until aborted, where the browser does not do it by itself. */
  readonly feed: ((hand: HandOver, signal: AbortSignal) => Promise<void>) | null;
}

export type HandOver = (picture: VideoFrame, arrivedAt: number) => Promise<void>;

/** The cameras and screens of this device. */
export interface LiveMedia {
  cameras(): Promise<readonly Camera[]>;
  /** Calls back when a camera comes or goes. Returns how to stop. */
  onCameras(listener: () => void): () => void;
  /** Asks the person where the browser wants that. @throws AppError 'capture-refused', 'capture-unavailable' */
  open(choice: SourceChoice): Promise<MediaStream>;
  picturesOf(stream: MediaStream): PictureWay;
}

/** Pictures the browser keeps for the worker before it throws the oldest away. */
const buffered = 4;

interface ProcessorScope {
  MediaStreamTrackProcessor?: new (init: { track: MediaStreamTrack; maxBufferSize: number }) => {
    readonly readable: ReadableStream<VideoFrame>;
  };
}

/** The page's own. @param instant milliseconds since 1970 */
export function pageMedia(instant: () => number): LiveMedia {
  const devices = (navigator as Partial<Navigator>).mediaDevices;
  return {
    cameras: async () => namedCameras((await devices?.enumerateDevices()) ?? []),
    onCameras(listener) {
      devices?.addEventListener('devicechange', listener);
      return () => devices?.removeEventListener('devicechange', listener);
    },
    async open(choice) {
      if (!devices || typeof VideoFrame === 'undefined') throw unavailable(!devices);
      try {
        return await (choice.kind === 'screen' ? openScreen(devices) : openCamera(devices, choice.id));
      } catch (error) {
        throw captureError(error, choice.kind);
      }
    },
    picturesOf(stream) {
      const [track] = stream.getVideoTracks() as [MediaStreamTrack];
      const { MediaStreamTrackProcessor: Processor } = globalThis as ProcessorScope;
      if (!Processor) return fedPictures(stream, instant);
      const { readable } = new Processor({ track, maxBufferSize: buffered });
      return { source: { kind: 'stream', readable }, detail: 'straight into a worker', feed: null };
    },
  };
}

function openCamera(devices: MediaDevices, id: string | undefined): Promise<MediaStream> {
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  return devices.getUserMedia({
    video: { ...size, ...(id === undefined ? {} : { deviceId: { exact: id } }) },
    audio: false,
  });
}

function openScreen(devices: MediaDevices): Promise<MediaStream> {
  return devices.getDisplayMedia({
    video: { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 30 } },
    audio: false,
  });
}

function namedCameras(devices: readonly MediaDeviceInfo[]): Camera[] {
  return devices
    .filter(({ kind }) => kind === 'videoinput')
    .map(({ deviceId, label }, n) => ({ id: deviceId, title: label || `Camera ${n + 1}` }));
}

/** Each picture that the page's video element shows, one at a time: while one is being handed over others pass. */
function fedPictures(stream: MediaStream, instant: () => number): PictureWay {
  const feed = async (hand: HandOver, signal: AbortSignal): Promise<void> => {
    const video = document.createElement('video');
    Object.assign(video, { muted: true, playsInline: true, srcObject: stream });
    try {
      await video.play();
      for (let shownAt = await nextPicture(video, signal); shownAt !== null;) {
        await hand(new VideoFrame(video, { timestamp: Math.round(shownAt * 1000) }), instant());
        shownAt = await nextPicture(video, signal);
      }
    } finally {
      video.srcObject = null;
    }
  };
  const detail = 'by way of the page, which shows none while this tab is hidden';
  return { source: { kind: 'fed' }, detail, feed };
}

/** When the next picture was captured or, where the browser does not say, presented, ms; null once aborted. */
function nextPicture(video: HTMLVideoElement, signal: AbortSignal): Promise<number | null> {
  return new Promise((resolve) => {
    const onAbort = (): void => resolve(null);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    video.requestVideoFrameCallback((_now, { captureTime, presentationTime }) => {
      signal.removeEventListener('abort', onAbort);
      resolve(captureTime ?? presentationTime);
    });
  });
}

function unavailable(isInsecure: boolean): AppError {
  return isInsecure
    ? new AppError('capture-unavailable', 'The browser gives this page no camera and no screen.', {
        remedy: 'Open Vigil over https, or from localhost.',
      })
    : new AppError('capture-unavailable', 'This browser cannot hand single pictures of a camera to Vigil.', {
        remedy: 'Use a current Chrome, Edge, Firefox or Safari.',
      });
}
