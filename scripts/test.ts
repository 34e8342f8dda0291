/*
 * `npm test`: everything there is, and as the last line `N passed, N failed`.
 *
 *     npm test                  all of it
 *     npm test -- unit          one part: checks, unit, browser, build, cli, e2e
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './browser/ensure-chromium.ts';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

type Part = () => Promise<Tally>;

const bin = (name: string) => join('node_modules', '.bin', name);
const reports = mkdtempSync(join(tmpdir(), 'vigil-test-'));

const parts: Readonly<Record<string, Part>> = {
  // Each takes one core, so two go side by side.
  checks: () =>
    abreast(2, [
      () => command('format', bin('prettier'), ['--check', '--log-level', 'warn', '.']),
      () =>
        command('lint', bin('eslint'), [
          '--max-warnings',
          '0',
          'src',
          'scripts',
          'tests',
          'vite.config.ts',
          'vitest.config.ts',
        ]),
      () => command('types', bin('tsc'), ['-p', 'tsconfig.json']),
      () => command('types of the domain rooms, without DOM', bin('tsc'), ['-p', 'src/tsconfig.domain.json']),
      () =>
        command('types of components', bin('svelte-check'), [
          '--tsconfig',
          'tsconfig.json',
          '--threshold',
          'warning',
          '--output',
          'human',
        ]),
    ]),
  unit: () => vitest('unit'),
  browser: () => vitest('browser'),
  build: () => command('build', bin('vite'), ['build', '--logLevel', 'warn']),
  cli: () => vitest('cli'),
  // First what may share the machine, then what goes by the clock (tests/e2e/playwright.config.ts).
  e2e: () => sum([() => playwright('together'), () => playwright('alone')]),
};

const chosen = process.argv.slice(2);
ensureChromium();
if (!existsSync('../shared/data')) {
  console.log('Skipping, since ../shared/data is not here: the tests on real footage and real crime tables.');
}
const total = await sum(
  Object.entries(parts)
    .filter(([name]) => chosen.length === 0 || chosen.includes(name))
    .map(([, part]) => part),
);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed === 0 ? 0 : 1;

async function sum(steps: Iterable<Part>): Promise<Tally> {
  const all: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const step of steps) {
    const { passed, failed, skipped } = await step();
    all.passed += passed;
    all.failed += failed;
    all.skipped += skipped;
  }
  return all;
}

/** Works the steps off in so many lanes. */
async function abreast(lanes: number, steps: readonly Part[]): Promise<Tally> {
  const left = steps.values();
  const tallies = await Promise.all(Array.from({ length: lanes }, () => sum(left)));
  return sum(tallies.map((tally) => async () => tally));
}

/** Runs a tool; its exit status is one test. */
async function command(name: string, path: string, args: readonly string[]): Promise<Tally> {
  const status = await run(name, path, args);
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
}

async function vitest(project: string): Promise<Tally> {
  const report = join(reports, `${project}.json`);
  const args = [
    'run',
    '--project',
    project,
    '--reporter',
    'default',
    '--reporter',
    'json',
    '--outputFile.json',
    report,
  ];
  const status = await run(`${project} tests`, bin('vitest'), args);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const json = JSON.parse(readFileSync(report, 'utf8')) as Record<
    'numPassedTests' | 'numFailedTests' | 'numPendingTests',
    number
  >;
  const failed = json.numFailedTests;
  // A file that fails to load, or an unhandled error, fails the run without failing a test.
  return {
    passed: json.numPassedTests,
    failed: status !== 0 && failed === 0 ? 1 : failed,
    skipped: json.numPendingTests,
  };
}

async function playwright(project: string): Promise<Tally> {
  const report = join(reports, `e2e-${project}.json`);
  const status = await run(
    `end-to-end tests, ${project}`,
    bin('playwright'),
    ['test', '--config', 'tests/e2e/playwright.config.ts', '--project', project, '--reporter', 'list,json'],
    { PLAYWRIGHT_JSON_OUTPUT_FILE: report, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  );
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { stats } = JSON.parse(readFileSync(report, 'utf8')) as {
    stats: Record<'expected' | 'unexpected' | 'skipped' | 'flaky', number>;
  };
  const failed = stats.unexpected + stats.flaky;
  return {
    passed: stats.expected,
    failed: status !== 0 && failed === 0 ? 1 : failed,
    skipped: stats.skipped,
  };
}

function run(
  name: string,
  path: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  console.log(`\n— ${name}`);
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const child = spawn(path, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
    });
    child.on('error', () => resolve(127));
    child.on('close', (code) => {
      console.log(
        `  ${name}: ${code === 0 ? 'ok' : `failed (${code})`}, ${((Date.now() - startedAt) / 1000).toFixed(0)} s`,
      );
      resolve(code ?? 1);
    });
  });
}
