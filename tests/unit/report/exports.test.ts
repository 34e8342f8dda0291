import { execFileSync } from 'node:child_process';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import {
  caseHtml,
  caseJson,
  clipsCsv,
  describeActivity,
  eventsCsv,
  parseCaseDocument,
} from '../../../src/report/index.ts';
import { csvCell } from '../../../src/report/case-csv.ts';
import { clock, exactBytes, utc } from '../../../src/report/plain-format.ts';
import { hostile, sampleCase, sampleReport } from './sample-case.ts';

const exports = { caseJson, eventsCsv, clipsCsv, caseHtml };

describe.each(Object.entries(exports))('%s', (name, make) => {
  test('gives the same bytes twice', async () => {
    expect(make(await sampleReport())).toBe(make(await sampleReport()));
  });

  test('follows its clock and nothing else', async () => {
    const report = await sampleReport();
    const later = make({ ...report, at: report.at + 1000 });
    if (name.endsWith('Csv')) expect(later).toBe(make(report));
    else expect(later).not.toBe(make(report));
  });
});

test('all exports have the same bytes in another language and time zone', async () => {
  const script = `import('./tests/unit/report/sample-case.ts').then(async ({ sampleReport }) => {
    const room = await import('./src/report/index.ts');
    const report = await sampleReport();
    process.stdout.write(${JSON.stringify(Object.keys(exports))}.map((name) => room[name](report)).join(''));
  })`;
  const env = { ...process.env, LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8', TZ: 'Asia/Kathmandu' };
  const elsewhere = execFileSync('node_modules/.bin/tsx', ['-e', script], { env, encoding: 'utf8' });
  const report = await sampleReport();
  expect(elsewhere).toBe(
    Object.values(exports)
      .map((make) => make(report))
      .join(''),
  );
}, 30_000);

describe('JSON', () => {
  test('reads back as it was', async () => {
    const report = await sampleReport();
    const document = parseCaseDocument(JSON.parse(caseJson(report)));
    expect(document.case).toEqual(sampleCase);
    expect(document.logHead).toEqual(report.log.head);
  });

  test.each([
    ['case.clips', 'none'],
    ['case.clips[0].sha256', 'AB'],
    ['case.clips[0].id', '"><script>'],
    ['case.clips[0].review.events[1].status', 'x'],
    ['case.clips[0].review.events[0].start', null],
    ['case.createdAt', 1e300],
    ['formatVersion', 2],
  ])('with a wrong %s is refused by that place', async (place, wrong) => {
    const json = JSON.parse(caseJson(await sampleReport())) as object;
    const names = place.split(/[.[\]]+/).filter((name) => name !== '');
    const holder = names
      .slice(0, -1)
      .reduce((at, name) => (at as Record<string, object>)[name] as object, json) as Record<string, unknown>;
    holder[names.at(-1) as string] = wrong;
    expect(() => parseCaseDocument(json)).toThrow(`case.json.${place} `);
  });
});

describe('CSV', () => {
  test('is read back by another reader, cell for cell', async () => {
    const report = await sampleReport();
    const { data, errors } = Papa.parse<Record<string, string>>(eventsCsv(report), {
      header: true,
      skipEmptyLines: true,
    });
    expect(errors).toEqual([]);
    expect(data).toHaveLength(3);
    expect(data[0]).toMatchObject({ event: 'e1', start_s: '2.5', start: '0:00:02.500', score: '0.99951' });
    expect(data[1]).toMatchObject({ label: 'Shooting', detected_label: 'Fighting', status: 'rejected' });
    expect(data[2]).toMatchObject({ origin: 'hand', note: hostile, detected_label: '' });
    const clips = Papa.parse<Record<string, string>>(clipsCsv(report), { header: true }).data;
    expect(clips[0]).toMatchObject({ clip: 'c1', confirmed: '2', note: sampleCase.clips[0]?.review.note });
  });

  test('lines end as RFC 4180 has them', async () => {
    expect(
      eventsCsv(await sampleReport())
        .split('\r\n')
        .at(-1),
    ).toBe('');
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['＝1', "'＝1"],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    [-1.5, '-1.5'],
    [null, ''],
  ])('%j becomes %j', (value, cell) => expect(csvCell(value)).toBe(cell));
});

describe('HTML', () => {
  test('escapes every text: no tag of the footage names or notes comes through', async () => {
    const page = caseHtml(await sampleReport());
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img src=x');
    expect(page.match(/&lt;script&gt;/g)?.length).toBeGreaterThanOrEqual(5);
    expect(page).not.toMatch(/\son\w+="/);
  });

  test('loads nothing: no address but its own parts, and a picture only as data', async () => {
    const page = caseHtml(await sampleReport());
    const addresses = [...page.matchAll(/\b(?:src|href)="([^"]*)"/g)].map(([, to]) => to ?? '');
    expect(addresses.filter((to) => !to.startsWith('#') && !to.startsWith('data:image/png;'))).toEqual([]);
    expect(page).toContain('data:image/png;base64,iVBORw0KGgo=');
    expect(page).not.toMatch(/elsewhere\.example|url\(|@import/);
    expect(page).toContain('default-src &#39;none&#39;');
  });

  test('says what evidence needs: hashes, decoder, model and limits, thresholds, head of the log', async () => {
    const report = await sampleReport();
    const page = caseHtml(report);
    for (const fact of [
      'ab'.repeat(32),
      'WebCodecs (avc1.64001f)',
      'WebAssembly SIMD, 1 thread',
      'd'.repeat(64),
      'Burglary does not work.',
      'Fire: opens at 0.54, closes below 0.324',
      report.log.head.hash,
      'variable-frame-rate',
      'The file holds no picture.',
      'the model said Fighting',
      'marked by hand',
      'not detected with these thresholds',
    ])
      expect(page).toContain(fact);
  });

  test('keeps every tag closed', async () => {
    const page = caseHtml(await sampleReport());
    const open: string[] = [];
    const empty = new Set(['meta', 'img', 'br', '!doctype']);
    const body = page.replace(/<style>[\s\S]*?<\/style>/, '');
    for (const [, slash, tag = '', rest = ''] of body.matchAll(/<(\/?)([a-z!][a-z0-9]*)([^>]*)>/gi)) {
      if (slash) expect(open.pop()).toBe(tag);
      else if (!empty.has(tag) && !rest.endsWith('/')) open.push(tag);
    }
    expect(open).toEqual([]);
  });

  test('a timeline has a row for each class, and rejected events stay visible', async () => {
    const page = caseHtml(await sampleReport());
    const svg = /<svg[^>]*class="timeline"[\s\S]*?<\/svg>/.exec(page)?.[0] ?? '';
    expect([...svg.matchAll(/class="row"[^>]*>([^<]+)</g)].map(([, label]) => label)).toEqual([
      'Burglary',
      'Fire',
      'Shooting',
    ]);
    expect(svg.match(/class="curve"/g)).toHaveLength(1);
    expect(svg).toContain('class="rejected"');
  });
});

test.each([
  [0, '0:00:00.000'],
  [3661.5004, '1:01:01.500'],
  [59.9996, '0:01:00.000'],
  [-1.25, '−0:00:01.250'],
])('%f s of clip time is %s', (seconds, text) => expect(clock(seconds)).toBe(text));

test('dates are UTC and sizes exact', () => {
  expect(utc(Date.UTC(2026, 10, 22, 19, 45, 7))).toBe('2026-11-22 19:45:07 UTC');
  expect(exactBytes(1)).toBe('1 byte');
  expect(exactBytes(1234567).replaceAll('\u202f', ' ')).toBe('1 234 567 bytes');
});

test('an activity that cannot be read is named, not fatal', () => {
  expect(describeActivity({ kind: 'export' } as never)).toContain('export');
  expect(describeActivity({ kind: 'telepathy' } as never)).toContain('telepathy');
});
