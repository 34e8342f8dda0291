import type { ModelManifest } from '../../contract/index.ts';
import type { LiveSession } from '../../state/index.ts';

type Source = Pick<LiveSession, 'status' | 'kind' | 'title' | 'capture'>;

/** What is captured, in a few words each; only what is known. */
export function describeSource({ status, kind, title, capture }: Source): string[] {
  if (status === 'idle') return ['Nothing is captured until you press Start'];
  if (status === 'starting') return ['Starting…'];
  const name = kind === 'screen' ? 'Screen' : title || 'Camera';
  if (status === 'stopped') return ['Stopped', name];
  const size = capture && capture.width > 0 ? `${capture.width} × ${capture.height}` : '';
  const rate = capture && capture.rate > 0 ? `${capture.rate.toFixed(0)} pictures a second` : '';
  return [name, size, rate].filter((fact) => fact !== '');
}

/** Milliseconds as a person reads them: '240 ms', '1.4 s'. */
export function formatDelay(ms: number): string {
  return ms < 995 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/**
 * What no quick machine can spare: the network answers for a window of pictures, and only every so often. Said beside
 * the measured delay, so that this is not taken for the time to notice an event.
 */
export function describeWindow({ head, sampling }: Pick<ModelManifest, 'head' | 'sampling'>): string {
  const [length, hop] = [head.window / sampling.fps, head.hop / sampling.fps];
  return (
    `The model looks at ${head.window} pictures, ${length.toFixed(1)} s, for one answer and gives one every ` +
    `${hop.toFixed(1)} s. Something that begins now fills a whole window after ${length.toFixed(1)} to ` +
    `${(length + hop).toFixed(1)} s; the delay above comes on top.`
  );
}
