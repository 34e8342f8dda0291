import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** A command line that makes no sense: exit code 2. */
export class UsageError extends Error {}

/** Parses options and checks the values of those that have a fixed set. @throws UsageError */
export function parseCommand<Options extends NonNullable<ParseArgsConfig['options']>>(
  options: Options,
  choices: Readonly<Record<string, readonly string[]>> = {},
) {
  const parsed = readArguments(options);
  for (const [name, allowed] of Object.entries(choices)) {
    const value = (parsed.values as Record<string, unknown>)[name];
    if (value !== undefined && !allowed.includes(String(value))) {
      throw new UsageError(`--${name} is one of ${allowed.join(', ')}, not "${String(value)}".`);
    }
  }
  return parsed;
}

function readArguments<Options extends NonNullable<ParseArgsConfig['options']>>(options: Options) {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws UsageError unless `text` is a number above 0 */
export function positiveNumber(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value))
    throw new UsageError(`--${name} is a number above 0, not "${text}".`);
  return value;
}

const mediaEndings = new Set(
  (
    'mp4 m4v mov qt 3gp 3g2 mkv webm ts mts m2ts avi divx wmv asf flv f4v mpg mpeg m2v vob ogv mjpeg mjpg ' +
    'h264 264 avc h265 265 hevc dav gif png jpg jpeg webp bmp avif'
  )
    .split(' ')
    .map((ending) => `.${ending}`),
);

/** The files named: a file as it is, a folder as the media files below it, in name order. */
export function mediaFiles(paths: readonly string[]): string[] {
  return paths.flatMap((path) => (isFolder(path) ? filesBelow(path) : [path]));
}

/** Media files below a folder, in name order; hidden ones are left out. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return mediaEndings.has(extname(entry.name).toLowerCase()) ? [path] : [];
    });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Runs a command: 0 when it returns true, 1 when false or it throws, 2 on wrong usage. */
export async function runCommand(usage: string, command: () => Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await command()) ? 0 : 1;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(error instanceof UsageError ? `${message}\n\n${usage}` : message);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
