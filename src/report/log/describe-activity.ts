import { messageOf } from '../../base/index.ts';
import type { Activity, ReviewAction } from '../../contract/index.ts';
import { clock, counted, exactBytes, exactSeconds } from '../plain-format.ts';

/** What an entry of the log says, in one plain sentence; of an activity that cannot be read, its kind. */
export function describeActivity(activity: Activity): string {
  try {
    return sentenceOf(activity);
  } catch (error) {
    // A log from elsewhere is guarded only as far as its hashes reach: an activity may lack what its kind should have.
    return `“${String(activity.kind)}”, which cannot be read (${messageOf(error)}).`;
  }
}

function sentenceOf(activity: Activity): string {
  switch (activity.kind) {
    case 'case':
      return caseSentences[activity.done](activity.text);
    case 'ingest':
      return `Clip ${activity.clip} was added: “${activity.path}”, ${exactBytes(activity.sizeBytes)}, SHA-256 ${activity.sha256}.`;
    case 'remove-clip':
      return `Clip ${activity.clip} was taken out of the case.`;
    case 'relink':
      return `Clip ${activity.clip} was found again as “${activity.path}”, SHA-256 ${activity.sha256}.`;
    case 'model':
      return `Model ${activity.model.id} was loaded, SHA-256 ${activity.model.sha256}.`;
    case 'settings':
      return `The setting “${activity.what}” was changed.`;
    case 'analysis':
      return `Clip ${activity.clip} was analysed by ${activity.model.id} on ${activity.backend}, decoded by ${activity.decoder}: ${counted(activity.frames, 'frame')}, ${counted(activity.events, 'event')}.`;
    case 'review':
      return `${meansWords[activity.means]}Clip ${activity.clip}: ${describeAction(activity.action)}`;
    case 'export':
      return `Exported ${activity.what}${activity.clip === null ? '' : ` of clip ${activity.clip}`}: ${activity.files.map(({ name, sha256 }) => `“${name}” (SHA-256 ${sha256})`).join(', ')}.`;
    case 'verify':
      return `${verifiedThing(activity)} was verified: ${activity.isIntact ? 'intact' : `NOT intact. ${activity.detail}`}${activity.isIntact ? '.' : ''}`;
    case 'import':
      return `Imported from “${activity.from}”, SHA-256 ${activity.sha256}.`;
    default:
      return `Something that this version does not know: ${String((activity as { kind: unknown }).kind)}.`;
  }
}

const caseSentences = {
  created: (name: string) => `The case “${name}” was opened.`,
  renamed: (name: string) => `The case was renamed to “${name}”.`,
  noted: () => 'The notes on the case were changed.',
};

const meansWords = { do: '', undo: 'Undone. ', redo: 'Done again. ' };

function describeAction(action: ReviewAction): string {
  switch (action.kind) {
    case 'confirm':
      return `event ${action.event} confirmed.`;
    case 'reject':
      return `event ${action.event} rejected.`;
    case 'reopen':
      return `event ${action.event} set back to unreviewed.`;
    case 'relabel':
      return `event ${action.event} relabelled ${action.label}.`;
    case 'adjust':
      return `event ${action.event} set to ${clock(action.start)} – ${clock(action.end)}.`;
    case 'note':
      return `note on event ${action.event}: “${action.text}”.`;
    case 'add':
      return `${action.drawn.label} marked by hand, ${clock(action.drawn.start)} – ${clock(action.drawn.end)}.`;
    case 'remove':
      return `event ${action.event}, marked by hand, removed.`;
    case 'restore':
      return `event ${action.was.id} is again ${action.was.label}, ${action.was.status}.`;
    case 'clip-note':
      return `note on the clip: “${action.text}”.`;
    case 'bookmark':
      return `bookmark at ${exactSeconds(action.mark.at)}: “${action.mark.text}”.`;
    case 'edit-bookmark':
      return `bookmark ${action.was.id} at ${exactSeconds(action.was.at)}: “${action.was.text}”.`;
    case 'remove-bookmark':
      return `bookmark ${action.bookmark} removed.`;
  }
}

function verifiedThing({ what, clip }: Activity & { kind: 'verify' }): string {
  return what === 'source' ? `The file of clip ${String(clip)}` : `The ${what}`;
}
