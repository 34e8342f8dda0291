import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/base/index.ts';
import type {
  Activity,
  ClipRequest,
  ExportService,
  FactGroup,
  FinishedExport,
  StillRequest,
} from '../../../src/contract/index.ts';
import { ClipEntry } from '../../../src/state/clip-entry.svelte.ts';
import { ClipExports } from '../../../src/state/clip-exports.svelte.ts';
import { ContainerTable, factsText } from '../../../src/state/container-table.svelte.ts';
import { EventTuning } from '../../../src/state/event-tuning.svelte.ts';
import { Notices } from '../../../src/state/notices.svelte.ts';
import { spanChoices } from '../../../src/ui/exports/export-span.ts';
import { burning, clipInfo, manifest, resultOf, until, videoFile } from './fakes.ts';

type Task = Parameters<ExportService['still']>[1];

class ScriptedExports implements ExportService {
  readonly stills: StillRequest[] = [];
  readonly clips: ClipRequest[] = [];
  outcome: (task: Task) => Promise<FinishedExport> = async () => made('a.png');
  async still(request: StillRequest, task: Task): Promise<FinishedExport> {
    this.stills.push(request);
    return this.outcome(task);
  }
  async clip(request: ClipRequest, task: Task): Promise<FinishedExport> {
    this.clips.push(request);
    return this.outcome(task);
  }
}

function made(name: string): FinishedExport {
  const blob = new Blob(['four']);
  return { kind: 'still', name, blob, sizeBytes: 4, sha256: 'ab'.repeat(32), detail: 'Done.' };
}

function desk({ hasFile = true } = {}) {
  const tuning = new EventTuning();
  tuning.adopt(manifest);
  const source = {
    path: 'yard.mp4',
    sizeBytes: 4,
    modifiedAt: 0,
    addedAt: 0,
    file: hasFile ? videoFile('yard.mp4') : null,
  };
  const entry = new ClipEntry('c3', source, tuning);
  const session = { selected: entry, entries: [entry] };
  const service = new ScriptedExports();
  const notices = new Notices();
  const log: Activity[] = [];
  const playback = { info: clipInfo, position: 1.5, frame: 15, isOpen: true };
  const exports = new ClipExports({
    connect: () => service,
    session,
    playback,
    notices,
    onExported: (activity) => log.push(activity),
  });
  return { entry, session, service, notices, log, playback, exports };
}

describe('exports', () => {
  test('a still takes the shown frame, its number, the decoder on screen, and what the model says', async () => {
    const { entry, service, exports } = desk();
    entry.finish(resultOf(burning), 0, false);
    exports.hasCaption = false;
    await exports.still();
    const [request] = service.stills;
    expect(request).toMatchObject({
      at: 1.5,
      frame: 15,
      hasCaption: false,
      source: { decoder: 'webcodecs' },
    });
    expect(request?.reading?.model).toEqual(resultOf(burning).model);
    expect(request?.reading?.probabilities[3]).toBeCloseTo(0.9, 6);
  });

  test('before the analysis is done a still says nothing of the model', async () => {
    const { service, exports } = desk();
    await exports.still();
    expect(service.stills[0]?.reading).toBeNull();
  });

  test('what was made is noted once with its hash, and kept', async () => {
    const { exports, log } = desk();
    const result = await exports.still();
    expect(log).toEqual([
      {
        kind: 'export',
        what: 'still',
        clip: 'c3',
        files: [{ name: 'a.png', sizeBytes: 4, sha256: 'ab'.repeat(32) }],
      },
    ]);
    expect(exports.done).toEqual([result]);
    exports.forget(result as FinishedExport);
    expect(exports.done).toEqual([]);
  });

  test('progress is shown, one export runs at a time, and cancelling leaves nothing', async () => {
    const { service, exports, log, notices } = desk();
    let task: Task | undefined;
    service.outcome = (given) => {
      task = given;
      return new Promise((_, reject) =>
        given.signal.addEventListener('abort', () => reject(given.signal.reason as Error)),
      );
    };
    const running = exports.clip({ from: 1, to: 2 }, { kind: 'copy' });
    await until(() => task !== undefined);
    task?.onProgress?.({ stage: 'copying', done: 3, total: 4, unit: 'frames' });
    expect(exports.running).toEqual({ what: 'Copy', stage: 'copying', share: 0.75 });
    expect(exports.canExport).toBe(false);
    expect(await exports.still()).toBeNull();
    exports.cancel();
    expect(await running).toBeNull();
    expect([exports.running, exports.done, log, notices.list]).toEqual([null, [], [], []]);
    expect(exports.canExport).toBe(true);
  });

  test('a result that arrives after the cancelling is neither noted nor kept', async () => {
    const { service, exports, log } = desk();
    let finish: ((result: FinishedExport) => void) | undefined;
    service.outcome = () => new Promise((resolve) => (finish = resolve));
    const running = exports.still();
    await until(() => finish !== undefined);
    exports.cancel();
    finish?.(made('late.png'));
    expect(await running).toBeNull();
    expect([exports.done, log]).toEqual([[], []]);
  });

  test('what was made of a clip that has been closed meanwhile goes into no other case’s log, and it is said', async () => {
    const { session, service, exports, log, notices } = desk();
    service.outcome = async () => {
      session.entries = [];
      return made('a.png');
    };
    expect(await exports.still()).not.toBeNull();
    expect(log).toEqual([]);
    expect(notices.list[0]?.message).toContain('not noted in the log');
  });

  test('a refusal is told in its sentence', async () => {
    const { service, exports, notices, log } = desk();
    service.outcome = async () => {
      throw new AppError('input-invalid', 'It holds no times.', { remedy: 'Re-encode it.' });
    };
    expect(await exports.clip({ from: 0, to: 1 }, { kind: 'copy' })).toBeNull();
    expect(notices.list.map(({ message, hint }) => [message, hint])).toEqual([
      ['It holds no times.', 'Re-encode it.'],
    ]);
    expect(log).toEqual([]);
  });

  test('nothing can be exported while there is no file or no picture', async () => {
    const without = desk({ hasFile: false });
    expect(without.exports.canExport).toBe(false);
    expect(await without.exports.still()).toBeNull();
    const closed = desk();
    closed.playback.isOpen = false;
    expect(closed.exports.canExport).toBe(false);
  });

  test('only the last few results are held', async () => {
    const { service, exports } = desk();
    for (let n = 0; n < 10; n++) {
      service.outcome = async () => made(`${n}.png`);
      await exports.still();
    }
    expect(exports.done.map(({ name }) => name)).toEqual([9, 8, 7, 6, 5, 4, 3, 2].map((n) => `${n}.png`));
  });
});

describe('what part to export', () => {
  type Desk = Parameters<typeof spanChoices>[0];
  const marks = (from: number | null, to: number | null, current: object | null = null): Desk =>
    ({ playback: { marks: { in: from, out: to } }, events: { current } }) as unknown as Desk;

  test('is the marked span, or the words for what is missing', () => {
    expect(spanChoices(marks(1, 3.5))[0]).toMatchObject({ span: { from: 1, to: 3.5 } });
    expect(spanChoices(marks(null, null))[0]).toMatchObject({
      span: null,
      note: 'Set them with I and O first.',
    });
    expect(spanChoices(marks(1, null))[0]?.note).toContain('press O');
    expect(spanChoices(marks(null, 1))[0]?.note).toContain('press I');
  });

  test('or the current event', () => {
    const [, event] = spanChoices(marks(null, null, { label: 'Fire', start: 2, end: 4 }));
    expect(event).toMatchObject({ title: 'Event “Fire”', span: { from: 2, to: 4 } });
    expect(spanChoices(marks(0, 1))[1]).toMatchObject({ span: null });
  });
});

describe('the container table', () => {
  const groups: FactGroup[] = [
    { title: 'General', facts: [{ name: 'Size', value: '4 bytes' }] },
    { title: 'Video', facts: [{ name: 'Frame rate', value: '10 fps' }] },
  ];

  test('is read once for an open clip and copied as aligned text', async () => {
    let asked = 0;
    const video = { facts: async () => (asked++, groups) };
    const table = new ContainerTable(video, { clipId: 7 }, new Notices());
    expect(table.status).toBe('none');
    const reading = table.read();
    expect(table.status).toBe('reading');
    await reading;
    await table.read();
    expect([asked, table.status, table.groups]).toEqual([1, 'read', groups]);
    expect(factsText(table.groups)).toBe('General\nSize       : 4 bytes\n\nVideo\nFrame rate : 10 fps\n');
  });

  test('is read again when it was let go of, and a failure is told', async () => {
    let fail: ((error: Error) => void) | undefined;
    const video = { facts: () => new Promise<FactGroup[]>((_, reject) => (fail = reject)) };
    const notices = new Notices();
    const table = new ContainerTable(video, { clipId: 7 }, notices);
    void table.read();
    table.stop();
    expect(table.status).toBe('none');
    const again = table.read();
    fail?.(new AppError('file-unreadable', 'It is gone.'));
    await again;
    expect(table.status).toBe('failed');
    expect(notices.list).toHaveLength(1);
  });

  test('is empty when nothing is open', async () => {
    const table = new ContainerTable({ facts: async () => groups }, { clipId: null }, new Notices());
    await table.read();
    expect([table.status, table.groups]).toEqual(['none', []]);
  });
});
