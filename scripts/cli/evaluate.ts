import type { BackendChoice, DecoderChoice, Judgement } from '../../src/contract/index.ts';
import { normalLabel } from '../../src/contract/index.ts';
import { classificationReport } from '../../src/training/pure.ts';
import { parseCommand, runCommand, UsageError } from './arguments.ts';
import { clipsOfFolder, clipsOfList, type LabelledClip } from './clip-list.ts';
import { openClipAnalyser } from './clip-analyser.ts';

const usage = `npm run --silent evaluate -- [--model FILE] [--list clips.csv] [--backend …] [--decoder …] DIR
DIR holds class folders, or the files that the list names. A clip's prediction is the label whose probability, averaged
over the windows of the clip (of its event span, where the list gives one), is highest. Prints one JSON object.`;

await runCommand(usage, async () => {
  const { values, positionals } = parseCommand(
    {
      model: { type: 'string' },
      list: { type: 'string' },
      backend: { type: 'string', default: 'auto' },
      decoder: { type: 'string', default: 'auto' },
    },
    { decoder: ['auto', 'webcodecs', 'ffmpeg'], backend: ['auto', 'webgpu', 'wasm', 'cpu'] },
  );
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) throw new UsageError('Name one folder.');
  const clips = values.list === undefined ? clipsOfFolder(folder) : clipsOfList(values.list, folder);

  await using analyser = await openClipAnalyser({
    backend: values.backend as BackendChoice,
    model: values.model,
  });
  const { labels, id } = analyser.model.manifest;
  const known = clips.filter(({ label }) => labels.includes(label));
  if (known.length === 0)
    throw new UsageError(`${folder} has no clips in folders named ${labels.join(', ')}.`);
  for (const label of new Set(clips.map((clip) => clip.label))) {
    if (!labels.includes(label)) process.stderr.write(`Left out: the model has no class "${label}".\n`);
  }

  const judgements: Judgement[] = [];
  const failures: { file: string; message: string }[] = [];
  const normal = { hours: 0, alarms: 0 };
  for (const [n, clip] of known.entries()) {
    process.stderr.write(`[${n + 1}/${known.length}] ${clip.path}\n`);
    try {
      judgements.push(await judge(clip));
    } catch (error) {
      failures.push({ file: clip.path, message: error instanceof Error ? error.message : String(error) });
      process.stderr.write(`  failed: ${failures.at(-1)?.message}\n`);
    }
  }
  if (judgements.length === 0) throw new Error('No clip could be analysed.');
  const report = classificationReport(judgements, labels);
  const falseAlarmsPerHour = normal.hours > 0 ? normal.alarms / normal.hours : null;
  const extra = { falseAlarmsPerHour, normalHours: normal.hours, model: id, failures };
  process.stdout.write(`${JSON.stringify({ ...report, ...extra }, null, 2)}\n`);
  return failures.length === 0;

  async function judge({ path, label, group, span }: LabelledClip): Promise<Judgement> {
    const line = await analyser.analyse(path, {
      decoder: values.decoder as DecoderChoice,
      ...(span ? { span } : {}),
    });
    if (label === normalLabel) {
      const judged = span ? Math.min(span.to, line.durationSeconds) - span.from : line.durationSeconds;
      normal.hours += judged / 3600;
      normal.alarms += line.events.length;
    }
    return { truth: labels.indexOf(label), probabilities: labels.map((name) => line.clip[name] ?? 0), group };
  }
});
