import type { EpochTiming, TimedNetwork } from './epoch.worker.ts';

/* The page of the benchmark: one worker, as in the application, asked for one epoch at a time. */

declare global {
  interface Window {
    runEpoch(network: TimedNetwork): Promise<EpochTiming>;
  }
}

const worker = new Worker(new URL('./epoch.worker.ts', import.meta.url), { type: 'module' });

window.runEpoch = (network) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<EpochTiming>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(network);
  });
