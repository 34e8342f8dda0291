import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCommand } from './run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigil-crimes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** 400 days with a week, one of them unreadable. */
function seriesFile(): string {
  const path = join(folder, 'counts.csv');
  const rows = Array.from({ length: 400 }, (_, t) => {
    const date = new Date(Date.UTC(2020, 0, 1 + t)).toISOString().slice(0, 10);
    return `${date},${100 + 10 * (t % 7) + ((t * 37) % 11)}`;
  });
  writeFileSync(path, ['date,count', ...rows, 'never,5', ''].join('\n'));
  return path;
}

describe('forecast', () => {
  test('prints one object of the contract, and tells its progress apart from it', async () => {
    const path = seriesFile();
    const { status, stdout, stderr } = await runCommand('forecast', [
      '--models',
      'naive',
      '--horizon',
      '5',
      path,
    ]);
    expect(status).toBe(0);
    const printed = JSON.parse(stdout) as Record<string, unknown> & {
      rows: { read: number; rejected: number };
      models: { name: string; rmse: number }[];
      forecast: { date: string; lower: number; mean: number; upper: number }[];
    };
    for (const key of ['rows', 'series', 'models', 'anomalies', 'forecast'])
      expect(printed).toHaveProperty(key);
    expect(printed.rows).toMatchObject({ read: 401, rejected: 1 });
    expect(printed.series).toMatchObject({ from: '2020-01-01', to: '2021-02-03', days: 400 });
    expect(printed.models.map(({ name }) => name)).toEqual(['naive', 'seasonal-naive', 'mean-7']);
    expect(printed.forecast).toHaveLength(5);
    expect(printed.forecast[0]?.date).toBe('2021-02-04');
    expect(stderr).toContain('mean-7: RMSE');
  });

  test('a file that is not there is an error of its own; a wrong option is a matter of usage', async () => {
    const missing = await runCommand('forecast', [join(folder, 'absent.csv')]);
    expect(missing.status).toBe(1);
    expect(JSON.parse(missing.stdout)).toMatchObject({ error: { code: 'file-unreadable' } });
    expect((await runCommand('forecast', ['--horizon', '91', seriesFile()])).status).toBe(2);
  });
});
