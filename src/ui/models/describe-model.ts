import type { LibraryModel } from '../../state/index.ts';

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** How a model came here, as 'Trained here, 22 Nov 2026'. */
export function sourceText({ source, addedAt }: Pick<LibraryModel, 'source' | 'addedAt'>): string {
  if (source === 'shipped' || addedAt === null) return 'Comes with Vigil';
  return `${source === 'trained' ? 'Trained here' : 'Imported'}, ${day.format(addedAt)}`;
}
