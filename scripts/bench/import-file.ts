import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { gunzipSync } from 'node:zlib';

const source = join('..', 'shared', 'data', 'crime', 'chicago-crimes-2017-22col.csv.gz');
const path = join('.cache', 'bench', 'chicago-1gb.csv');
const wantedBytes = 1e9;
/** More than the largest id of the file, so that no repetition repeats an id. */
const idStep = 20_000_000;

/** The year 2017 of Chicago, one header, repeated with ids of their own until the file is a gigabyte. Made once. */
export async function gigabyteOfCrimes(): Promise<string> {
  if (existsSync(path)) return path;
  if (!existsSync(source)) throw new Error(`The benchmark needs ${source}.`);
  mkdirSync(dirname(path), { recursive: true });
  const text = gunzipSync(readFileSync(source)).toString('latin1');
  const headerEnd = text.indexOf('\n') + 1;
  const rows = text.slice(headerEnd).trimEnd().split('\n');
  const out = createWriteStream(`${path}.part`, { encoding: 'latin1' });
  out.write(text.slice(0, headerEnd));
  for (let written = headerEnd, turn = 0; written < wantedBytes; turn++) {
    const part = rows
      .map((row) => {
        const comma = row.indexOf(',');
        return `${Number(row.slice(0, comma)) + turn * idStep}${row.slice(comma)}\n`;
      })
      .join('');
    written += part.length;
    if (!out.write(part)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  renameSync(`${path}.part`, path);
  return path;
}
