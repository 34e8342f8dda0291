import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** What a room under src/ may import: other rooms through their public face, and outside packages. */
interface Room {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}

/** The plan of the house, as docs/ARCHITECTURE.md explains it. */
export const plan: Readonly<Record<string, Room>> = {
  base: { rooms: [], packages: [] },
  contract: { rooms: ['base'], packages: [] },
  compute: { rooms: ['base', 'contract'], packages: ['@tensorflow/'] },
  video: { rooms: ['base', 'contract'], packages: ['mediabunny', '@ffmpeg/', 'hash-wasm', '@noble/hashes'] },
  storage: { rooms: ['base', 'contract'], packages: ['idb'] },
  review: { rooms: ['base', 'contract'], packages: [] },
  report: { rooms: ['base', 'contract'], packages: ['@noble/hashes'] },
  model: { rooms: ['base', 'contract', 'compute'], packages: ['fflate'] },
  forecast: { rooms: ['base', 'contract'], packages: [] },
  analysis: { rooms: ['base', 'contract', 'model'], packages: [] },
  training: { rooms: ['base', 'contract', 'compute', 'model', 'analysis', 'analysis/pure'], packages: [] },
  workers: {
    rooms: [
      'base',
      'contract',
      'compute',
      'video',
      'storage',
      'model',
      'forecast',
      'analysis',
      'analysis/pure',
      'training',
    ],
    packages: [],
  },
  state: {
    rooms: [
      'base',
      'contract',
      'model/pure',
      'analysis/pure',
      'training/pure',
      'storage',
      'review',
      'report',
      'workers',
    ],
    packages: ['svelte'],
  },
  ui: { rooms: ['base', 'contract', 'state'], packages: ['svelte', 'chart.js'] },
  app: {
    rooms: [
      'base',
      'contract',
      'model/pure',
      'analysis/pure',
      'training/pure',
      'storage',
      'state',
      'ui',
      'workers',
    ],
    packages: ['svelte', 'workbox-'],
  },
};

const importPattern = /(?:\bfrom\s+|\bimport\s+|\bimport\(\s*)(['"])([^'"]+)\1/g;

/** Every breach of the plan below `root`, one sentence each; none when the house stands as drawn. */
export function findBreaches(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((file) => [...misplaced(root, file), ...badImports(root, file)]);
}

function misplaced(root: string, file: string): string[] {
  const path = relative(root, file);
  const room = roomOf(path);
  const faults: string[] = [];
  if (!(room in plan)) faults.push(`${path}: there is no room "${room}" in the plan.`);
  if (file.endsWith('.svelte.ts') && room !== 'state') faults.push(`${path}: rune classes live in state/.`);
  if (file.endsWith('.worker.ts') && room !== 'workers')
    faults.push(`${path}: worker entries live in workers/.`);
  if (/(^|\/)(utils?|helpers?|misc)\b/.test(path)) faults.push(`${path}: a file is called by its term.`);
  return faults;
}

function badImports(root: string, file: string): string[] {
  const path = relative(root, file);
  const own = roomOf(path);
  const rule = plan[own];
  if (!rule) return [];
  return [...readFileSync(file, 'utf8').matchAll(importPattern)].flatMap(([, , specifier = '']) => {
    if (!specifier.startsWith('.')) {
      const allowed = rule.packages.some(
        (name) =>
          specifier === name ||
          specifier.startsWith(name.endsWith('/') || name.endsWith('-') ? name : `${name}/`),
      );
      return allowed ? [] : [`${path} imports "${specifier}", which ${own}/ may not use.`];
    }
    const target = relative(root, resolve(dirname(file), specifier));
    const room = roomOf(target);
    if (room === own) return [];
    const face = target.replace(/\.ts$/, '').replace(/\/index$/, '');
    if (rule.rooms.includes(face)) return [];
    return rule.rooms.includes(room)
      ? [`${path} reaches into ${target}; import the room's index.ts.`]
      : [`${path} imports ${target}: ${own}/ may not know ${room}/.`];
  });
}

function roomOf(path: string): string {
  return path.split('/')[0] ?? '';
}
