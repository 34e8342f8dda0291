/** What folders of clips are called besides their class, as in 'Normal_Videos'. */
const container = /[-_. ]+(video|clip|image|img|frame|event|footage|picture)s?$/;

/**
 * What folder names of one class have in common: 'Fights', 'fighting' and 'FIGHT-videos' give the same key. Lower
 * case; a last word 'videos', 'clips', 'images' or the like dropped; blanks, `_`, `-` and dots dropped; 'ies' taken for
 * 'y'; then an ending 's' and an ending 'ing' dropped, as long as three letters stay.
 */
export function labelKey(name: string): string {
  const bare = name
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(container, '')
    .replace(/[-_. ]+/g, '');
  return bare
    .replace(/ies$/, 'y')
    .replace(/(?<=.{3})s$/, '')
    .replace(/(?<=.{3})ing$/, '');
}

/** The label among `labels` that a folder name stands for; undefined when none does. See {@link labelKey}. */
export function matchLabel(name: string, labels: readonly string[]): string | undefined {
  const key = labelKey(name);
  return labels.find((label) => labelKey(label) === key);
}
