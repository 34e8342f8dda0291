import type { ActivityEntry, CaseClip, LogHead } from '../../contract/index.ts';
import type { CaseStore, StoredCase } from '../../storage/index.ts';

/** Cases of a visit in which nothing can be stored: gone with the page. */
export function visitCases(): CaseStore {
  const cases = new Map<string, StoredCase>();
  const clips = new Map<string, Map<string, CaseClip>>();
  const logs = new Map<string, { entries: readonly ActivityEntry[]; head: LogHead | null }>();
  const roots = new Map<string, readonly FileSystemHandle[]>();
  const clipsOf = (caseId: string): Map<string, CaseClip> => {
    const found = clips.get(caseId) ?? new Map<string, CaseClip>();
    clips.set(caseId, found);
    return found;
  };
  const logOf = (caseId: string) => logs.get(caseId) ?? { entries: [], head: null };
  return {
    list: async () => [...cases.values()].sort((a, b) => b.changedAt - a.changedAt),
    get: async (id) => cases.get(id),
    put: async (stored) => void cases.set(stored.id, stored),
    clips: async (caseId) => [...clipsOf(caseId).values()],
    putClip: async (caseId, clip) => void clipsOf(caseId).set(clip.id, clip),
    deleteClip: async (caseId, clipId) => void clipsOf(caseId).delete(clipId),
    roots: async (caseId) => roots.get(caseId) ?? [],
    putRoots: async (caseId, handles) => void roots.set(caseId, handles),
    log: async (caseId) => logOf(caseId),
    append: async (caseId, next) => {
      const { entries, head } = logOf(caseId);
      const entry = await next(head);
      logs.set(caseId, {
        entries: [...entries, entry],
        head: { sequence: entry.sequence, hash: entry.hash },
      });
      return entry;
    },
    putLog: async (caseId, entries, head) => void logs.set(caseId, { entries, head }),
    delete: async (caseId) => {
      for (const kept of [cases, clips, logs, roots]) kept.delete(caseId);
    },
  };
}
