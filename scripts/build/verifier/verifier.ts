/*
 * The script of verify.html: hands what was dropped to the same verification that the app uses, and says what it found.
 * All text reaches the page as text, never as HTML.
 */
import { detachedTask, messageOf } from '../../../src/base/index.ts';
import type { CaseClip } from '../../../src/contract/index.ts';
import {
  cannotProve,
  describeActivity,
  describeBundleFault,
  sha256OfBlob,
  verifyBundle,
  type BundleVerdict,
  type CaseDocument,
  type Noted,
} from '../../../src/report/index.ts';

const find = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const files = find<HTMLInputElement>('files');
const drop = find('drop');
const status = find('status');
const result = find('result');

find('stopped').hidden = true;
find('tool').hidden = false;
files.addEventListener('change', () => void check([...(files.files ?? [])]));
drop.addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('over');
});
drop.addEventListener('dragleave', () => drop.classList.remove('over'));
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  void check([...(event.dataTransfer?.files ?? [])]);
});

async function check(chosen: readonly File[]): Promise<void> {
  const bundle = chosen.find(({ name }) => /\.(vigil|zip)$/i.test(name)) ?? chosen[0];
  if (!bundle) return;
  result.replaceChildren();
  status.textContent = `Checking ${bundle.name} …`;
  try {
    const verdict = await verifyBundle(new Uint8Array(await bundle.arrayBuffer()), noted());
    show(bundle.name, verdict);
    await checkFootage(
      chosen.filter((file) => file !== bundle),
      verdict,
    );
    status.textContent = 'Done.';
  } catch (error) {
    status.textContent = `${bundle.name} could not be checked: ${messageOf(error)}`;
  }
}

/** What the person typed of it; a hash without its entry number is asked for, not passed over. */
function noted(): Noted {
  const value = (id: string) => find<HTMLInputElement>(id).value.replace(/\s/g, '').toLowerCase();
  const [sha256, hash, entry] = [value('noted-sha256'), value('noted-head'), Number(value('noted-entry'))];
  if (hash !== '' && !(Number.isInteger(entry) && entry > 0)) {
    throw new Error('the head of the log needs the number of its entry.');
  }
  return {
    ...(sha256 === '' ? {} : { sha256 }),
    ...(hash === '' ? {} : { heads: [{ sequence: entry, hash }] }),
  };
}

function show(
  name: string,
  { isIntact, faults, sha256, manifest, entries, log, document: content }: BundleVerdict,
) {
  const said = isIntact ? `${name} is intact: everything in it fits together.` : `${name} is not intact.`;
  result.append(
    element('p', said, isIntact ? 'verdict intact' : 'verdict altered'),
    list(faults.map(describeBundleFault)),
    heading('What it is'),
    table(
      [],
      [
        ['SHA-256 of this file', code(sha256)],
        ['Case', manifest ? `${manifest.caseName} (${manifest.caseId})` : 'cannot be read'],
        ['Made', manifest ? `${instant(manifest.at)} ${manifest.by === '' ? '' : `by ${manifest.by}`}` : ''],
        ['Made with', manifest ? `${manifest.application.name} ${manifest.application.version}` : ''],
        ['Head of the log', log ? code(`${log.content.head.sequence} ${log.content.head.hash}`) : ''],
      ],
    ),
    heading('What this cannot prove'),
    list(cannotProve),
    heading('Files in the bundle'),
    table(
      ['File', 'Bytes', 'SHA-256', 'State'],
      entries.map((entry) => [
        entry.path,
        String(entry.sizeBytes),
        code(entry.sha256),
        entry.isIntact ? 'as written' : 'ALTERED',
      ]),
    ),
    heading('Footage'),
    table(['No.', 'File', 'SHA-256'], (content?.case.clips ?? []).map(clipRow)),
    heading('Activity log'),
    table(
      ['No.', 'When', 'Who', 'What'],
      (log?.content.entries ?? []).map(({ sequence, at, by, activity }) => [
        String(sequence),
        instant(at),
        by,
        describeActivity(activity),
      ]),
    ),
  );
}

function clipRow({ id, path, sha256 }: CaseClip): (string | Node)[] {
  return [id, path, code(sha256 ?? 'never computed')];
}

/** Holds files of footage against the hashes in the case. */
async function checkFootage(footage: readonly File[], { document: content }: BundleVerdict): Promise<void> {
  if (footage.length === 0) return;
  const rows: string[][] = [];
  for (const file of footage) {
    status.textContent = `Hashing ${file.name} …`;
    const sha256 = await sha256OfBlob(file, detachedTask());
    rows.push([file.name, compared(sha256, content), sha256]);
  }
  result.append(heading('Footage compared'), table(['File', 'Result', 'SHA-256'], rows));
}

function compared(sha256: string, content: CaseDocument | null): string {
  if (!content) return 'not compared, since case.json cannot be read';
  const clip = content.case.clips.find((candidate) => candidate.sha256 === sha256);
  return clip ? `is clip ${clip.id} of the case, byte for byte` : 'IS NOT IN THE CASE';
}

function instant(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function element(tag: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

const heading = (text: string) => element('h2', text);
const code = (text: string) => element('code', text);

function list(sentences: readonly string[]): HTMLElement {
  const made = document.createElement('ul');
  made.append(...sentences.map((sentence) => element('li', sentence)));
  return made;
}

/** Columns that stay on one line. */
const tight = new Set(['No.', 'When', 'Bytes', 'Result', 'State']);

function table(heads: readonly string[], rows: readonly (readonly (string | Node)[])[]): HTMLElement {
  const made = document.createElement('table');
  if (heads.length > 0) {
    const row = made.createTHead().insertRow();
    row.append(...heads.map((head) => element('th', head)));
  }
  const body = made.createTBody();
  for (const cells of rows) {
    const row = body.insertRow();
    cells.forEach((cell, column) => {
      const made = row.insertCell();
      made.className = tight.has(heads[column] ?? '') ? 'tight' : '';
      made.append(cell);
    });
  }
  const scroll = element('div', '', 'scroll');
  scroll.append(made);
  return scroll;
}
