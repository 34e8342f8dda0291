import type { CaseClip } from '../../contract/index.ts';
import type { CaseReport, ReportModel } from '../case-report.ts';
import { describeActivity } from '../log/describe-activity.ts';
import { counted, exactSeconds, utc } from '../plain-format.ts';
import { clipSection } from './clip-section.ts';
import { factTable, gridTable, html, Markup } from './markup.ts';
import { reportStyle } from './report-style.ts';
import { describeSettings } from './settings-text.ts';

/** No script can run in a report, and nothing can be loaded from anywhere. */
const policy =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * The report of a case as one HTML file: no script, nothing from outside, all text escaped, made to print on A4. The
 * same report gives the same bytes.
 */
export function caseHtml(report: CaseReport): string {
  const { case: subject } = report;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${subject.name} – case report</title>
        <style>
          ${new Markup(reportStyle)}
        </style>
      </head>
      <body>
        <header>
          <p class="kind">Case report</p>
          <h1>${subject.name}</h1>
          ${caseFacts(report)}
        </header>
        ${howToRead()}
        ${
          subject.notes === ''
            ? null
            : html`<section>
                <h2>Notes on the case</h2>
                <p class="note">${subject.notes}</p>
              </section>`
        }
        <section>
          <h2>In short</h2>
          ${summary(subject.clips)} ${overview(subject.clips)}
        </section>
        ${subject.clips.map((clip) => clipSection(clip, report))}
        <section>
          <h2>Models and their limits</h2>
          ${report.models.map(modelFacts)}
        </section>
        ${logSection(report)} ${cannotProve()}
      </body>
    </html> `.text;
}

function caseFacts({ case: subject, application, at, by, log }: CaseReport): Markup {
  return factTable([
    ['Report made', `${utc(at)}${by === '' ? '' : `, by ${by} (as they called themselves)`}`],
    ['Made with', `${application.name} ${application.version}`],
    ['Case', html`<code>${subject.id}</code>, opened ${utc(subject.createdAt)}`],
    ['Clips', counted(subject.clips.length, 'file')],
    [
      'Activity log',
      html`${counted(log.head.sequence, 'entry', 'entries')}, head <code>${log.head.hash}</code>`,
    ],
  ]);
}

function howToRead(): Markup {
  return html`<section>
    <h2>How to read this</h2>
    <ul>
      <li><b>Facts of the file</b> were read from the file: its hash, size, container and times.</li>
      <li>
        <b>Scores</b> are what a model computed, from 0 to 1. They are no evidence of what happened: the model
        misses things and takes calm scenes for events. Its measured limits are stated below.
      </li>
      <li>
        <b>Review</b> is what a person decided: confirmed, rejected, relabelled, marked by hand. “unreviewed”
        means that nobody has looked.
      </li>
      <li>No event in a clip does not mean that nothing happened in it.</li>
      <li>
        Times of events are presentation times of the clip, as h:mm:ss.mmm; all dates are UTC by the clock of
        the device.
      </li>
    </ul>
  </section>`;
}

const statuses = ['confirmed', 'unreviewed', 'rejected'] as const;

function summary(clips: readonly CaseClip[]): Markup {
  const events = clips.flatMap(({ review }) => review.events);
  const labels = [...new Set(events.map(({ label }) => label))].sort();
  const rows = labels.map((label) => [
    label,
    ...statuses.map((status) => events.filter((e) => e.label === label && e.status === status).length),
  ]);
  if (rows.length === 0) return html`<p>No events.</p>`;
  return gridTable(['Class', 'Confirmed', 'Unreviewed', 'Rejected'], rows, 'Events by class');
}

function overview(clips: readonly CaseClip[]): Markup {
  const rows = clips.map((clip) => [
    html`<a href="#${clip.id}">${clip.id}</a>`,
    clip.path,
    durationText(clip),
    clip.status.kind,
    ...statuses.map((status) => clip.review.events.filter((event) => event.status === status).length),
  ]);
  const heads = ['No.', 'File', 'Duration', 'Analysis', 'Confirmed', 'Unreviewed', 'Rejected'];
  return gridTable(heads, rows, 'Clips');
}

function durationText({ facts }: CaseClip): string {
  return facts === null || facts.duration === null ? 'unknown' : exactSeconds(facts.duration);
}

function modelFacts(model: ReportModel): Markup {
  const { name, identity, limits, figures } = model;
  return html`<h3>${name}</h3>
    ${factTable([
      ['Identity', html`${identity.id}, SHA-256 <code>${identity.sha256}</code>`],
      ['Knows only', model.labels.join(', ')],
      ['Licence', model.licence],
      ...figures.map((figure) => [figure.name, figure.value] as const),
      ['Its own settings', describeSettings({ halfLife: model.halfLife, hysteresis: model.thresholds })],
    ])}
    ${
      limits.length === 0
        ? html`<p>Its limits are not stated.</p>`
        : html`<ul class="limits">
            ${limits.map((limit) => html`<li>${limit}</li>`)}
          </ul>`
    } `;
}

function logSection({ log }: CaseReport): Markup {
  const rows = log.entries.map(({ sequence, at, by, activity, hash }) => [
    sequence,
    utc(at),
    by,
    describeActivity(activity),
    html`<code>${hash.slice(0, 16)}</code>`,
  ]);
  return html`<section class="log">
    <h2>Activity log</h2>
    <p>
      Each entry carries the SHA-256 of the one before it (the first 16 digits are shown; log.json holds all).
      Head after entry ${log.head.sequence}: <code>${log.head.hash}</code>
    </p>
    ${gridTable(['No.', 'When', 'Who', 'What', 'Hash'], rows, 'Activity')}
  </section>`;
}

function cannotProve(): Markup {
  return html`<section>
    <h2>What hashes prove, and what they cannot</h2>
    <p>
      A file with the SHA-256 printed here is, byte for byte, the file that was analysed. This report and the
      log carry no signature: who holds all files can write new ones that agree with each other. Note the head
      of the log, or the SHA-256 of the bundle, where others cannot change it; then any later change shows.
      Dates come from the clock of the device, and names are as they were typed.
    </p>
  </section>`;
}
