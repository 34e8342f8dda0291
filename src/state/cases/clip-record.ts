import type {
  CaseClip,
  ClipAnalysis,
  ClipStatus as StoredStatus,
  EventSettings,
} from '../../contract/index.ts';
import { analysisKey } from '../../storage/index.ts';
import type { ClipEntry, ClipStatus } from '../clip-entry.svelte.ts';

/** A clip as it is kept and exported. @param settings in force, with which its events were read off */
export function toCaseClip(entry: ClipEntry, settings: EventSettings): CaseClip {
  const { id, name, path, sizeBytes, modifiedAt, addedAt, sha256, info, review } = entry;
  return {
    id,
    name,
    path,
    sizeBytes,
    modifiedAt,
    addedAt,
    sha256,
    facts: info,
    status: storedStatus(entry.status),
    analysis: analysisOf(entry, settings),
    review,
  };
}

/** Where an earlier visit left a clip; one in the middle of its analysis begins it again. */
export function shownStatus(status: StoredStatus): ClipStatus {
  switch (status.kind) {
    case 'waiting':
    case 'analysing':
      return { kind: 'waiting' };
    case 'finished':
      return { kind: 'finished', isReused: true };
    case 'skipped':
      return { kind: 'cancelled' };
    case 'failed':
      return status;
  }
}

function storedStatus(status: ClipStatus): StoredStatus {
  switch (status.kind) {
    case 'opening':
    case 'analysing':
      return { kind: 'analysing' };
    case 'finished':
      return { kind: 'finished' };
    case 'cancelled':
      return { kind: 'skipped' };
    case 'waiting':
    case 'failed':
      return status;
  }
}

function analysisOf({ result, analysedAt, sha256 }: ClipEntry, settings: EventSettings): ClipAnalysis | null {
  if (!result || analysedAt === null || !sha256) return null;
  const { model, plan, frames, end, clip, backend } = result;
  return {
    key: analysisKey(sha256, model.sha256, plan),
    analysedAt,
    model,
    plan,
    frames,
    end,
    decoder: clip.decoder,
    decoderDetail: clip.decoderDetail,
    backend: backend.backend,
    device: backend.device,
    settings,
  };
}
