const mediaNames =
  /\.(mp4|m4v|mov|mkv|webm|avi|wmv|asf|flv|mpe?g|ts|mts|m2ts|vob|3gp|ogv|h26[45]|26[45]|dav|gif|jpe?g|png|webp|bmp)$/i;

/** Whether a file inside a folder is worth opening, by its name. */
export function looksLikeFootage(name: string): boolean {
  return mediaNames.test(name);
}

/** Made once: comparing by `localeCompare` with options is ten times slower. */
const collator = new Intl.Collator('en', { numeric: true });

/** As a person orders them: 'cam 2' before 'cam 10'. */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}
