import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openDriver, unwrap } from '../browser/driver.ts';
import { median } from './median.ts';

const rounds = 3;
const bytes = 1024 ** 3;
const folder = join('.cache', 'bench');

/** SHA-256 of a file of 1 GiB in the app's video worker, against `sha256sum` and OpenSSL, in turn. */
export async function hashAgainstNative(): Promise<{ measure: string; value: string }[]> {
  const file = bigFile();
  await using driver = await openDriver();
  await driver.page.setInputFiles('#clips', file);
  const own = async () => unwrap(await driver.page.evaluate(() => window.vigil.hash(0)));
  const times: Record<'own' | 'coreutils' | 'openssl', number[]> = { own: [], coreutils: [], openssl: [] };
  await own();
  for (let round = 0; round < rounds; round++) {
    const hashed = await own();
    const native = timed('sha256sum', [file]);
    if (hashed.sha256 !== native.sha256) throw new Error(`${hashed.sha256} is not ${native.sha256}.`);
    times.own.push(hashed.seconds);
    times.coreutils.push(native.seconds);
    times.openssl.push(timed('openssl', ['dgst', '-sha256', '-r', file]).seconds);
  }
  const speed = (seconds: readonly number[]) => `${(bytes / 1e6 / median(seconds)).toFixed(0)} MB/s`;
  const share = (peer: readonly number[]) =>
    median(peer.map((seconds, n) => seconds / (times.own[n] as number))).toFixed(2);
  return [
    { measure: 'SHA-256 of 1 GiB, Vigil (one worker)', value: speed(times.own) },
    {
      measure: 'sha256sum',
      value: `${speed(times.coreutils)}; Vigil has ${share(times.coreutils)} of its speed`,
    },
    {
      measure: 'openssl dgst (with the processor’s own SHA instructions)',
      value: `${speed(times.openssl)}; Vigil has ${share(times.openssl)} of its speed`,
    },
  ];
}

function timed(command: string, args: readonly string[]): { sha256: string; seconds: number } {
  const began = performance.now();
  const { stdout, status } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ended with ${status}.`);
  return { sha256: stdout.slice(0, 64), seconds: (performance.now() - began) / 1000 };
}

/** Bytes that look random, the same on every machine; made once. */
function bigFile(): string {
  const path = join(folder, 'hash-1g.bin');
  if (existsSync(path) && statSync(path).size === bytes) return path;
  mkdirSync(folder, { recursive: true });
  const file = openSync(path, 'w');
  const block = Buffer.concat(
    Array.from({ length: 32768 }, (_, n) => createHash('sha256').update(`${n}`).digest()),
  );
  for (let written = 0; written < bytes; written += block.length) writeSync(file, block);
  closeSync(file);
  return path;
}
