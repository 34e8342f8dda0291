import { formatTimecode } from '../../base/index.ts';

/** Name and extension of a file; the extension with its dot, '' where there is none. */
export function splitName(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? { stem: name, extension: '' } : { stem: name.slice(0, dot), extension: name.slice(dot) };
}

/** 'yard_00-00-05.125_f120.png'; with the class that is explained, 'yard_00-00-05.125_f120_why-Fire.png'. */
export function stillName(source: string, at: number, frame: number | null, why?: string): string {
  const number = frame === null ? '' : `_f${frame}`;
  const suffix = why === undefined ? '' : `_why-${safe(why)}`;
  return `${safe(splitName(source).stem)}_${fileTime(at)}${number}${suffix}.png`;
}

/** 'yard_00-00-05.125_to_00-00-09.000_copy.mkv'. */
export function clipName(source: string, from: number, to: number, what: string, extension: string): string {
  return `${safe(splitName(source).stem)}_${fileTime(from)}_to_${fileTime(to)}_${what}${extension}`;
}

/** Without the colons that some systems refuse in names. */
function fileTime(seconds: number): string {
  return formatTimecode(seconds).replaceAll(':', '-');
}

/** What no system refuses. */
function safe(name: string): string {
  return name.replace(/[\u0000-\u001f<>:"/\\|?*]/g, '_');
}
