import type { Bookmark, CaseClip, ReviewedEvent } from '../../contract/index.ts';
import { pictureKey, type CaseReport } from '../case-report.ts';
import { clock, exactBytes, exactSeconds, grouped, probability, utc } from '../plain-format.ts';
import { labelColour } from './label-colour.ts';
import { factTable, gridTable, html, type Markup } from './markup.ts';
import { describeSettings } from './settings-text.ts';
import { timelineSvg } from './timeline-svg.ts';

/** One clip: facts of the file, how it was computed, what was found, what a person made of it. */
export function clipSection(clip: CaseClip, report: CaseReport): Markup {
  const { review, facts, analysis } = clip;
  const timeline = timelineSvg({
    from: facts?.start ?? 0,
    to: lastSecond(clip),
    events: review.events,
    track: report.tracks?.get(clip.id),
  });
  return html`<section class="clip" id="${clip.id}">
    <h2>${clip.id} · ${clip.name}</h2>
    <h3>Facts of the file</h3>
    ${fileFacts(clip)}
    ${analysis ? [html`<h3>How it was analysed</h3> `, analysisFacts(clip, analysis)] : html`<p>${whyNot(clip)}</p>`}
    ${
      timeline
        ? html`<h3>Timeline</h3>
            ${timeline}`
        : null
    }
    ${review.events.length > 0 ? [html`<h3>Events</h3> `, eventTable(clip, report)] : null}
    ${review.bookmarks.length > 0 ? [html`<h3>Bookmarks</h3> `, bookmarkTable(clip, report)] : null}
    ${
      review.note === ''
        ? null
        : html`<h3>Note</h3>
            <p class="note">${review.note}</p>`
    }
  </section> `;
}

function fileFacts(clip: CaseClip): Markup {
  const { facts } = clip;
  return factTable([
    ['Path', clip.path],
    ['SHA-256', clip.sha256 === null ? 'not computed yet' : html`<code>${clip.sha256}</code>`],
    ['Size', exactBytes(clip.sizeBytes)],
    ['Last changed, as the file system says', utc(clip.modifiedAt)],
    ['Added to the case', utc(clip.addedAt)],
    ['Container and codec', facts && `${facts.container}, ${facts.codec}`],
    [
      'Picture',
      facts && `${facts.width} × ${facts.height}${facts.rotation ? `, turned ${facts.rotation}°` : ''}`,
    ],
    ['Begins at', facts && exactSeconds(facts.start)],
    ['Duration', facts && (facts.duration === null ? 'unknown' : exactSeconds(facts.duration))],
    [
      'Frame rate',
      facts && (facts.frameRate === null ? 'unknown' : `${Number(facts.frameRate.toFixed(3))} per second`),
    ],
    [
      'Frames, as the container says',
      facts && (facts.frameCount === null ? 'not said' : grouped(facts.frameCount)),
    ],
    ['Warnings', facts && facts.warnings.join(', ')],
  ]);
}

function analysisFacts({ status }: CaseClip, analysis: NonNullable<CaseClip['analysis']>): Markup {
  return factTable([
    ['Model', html`${analysis.model.id}, SHA-256 <code>${analysis.model.sha256}</code>`],
    ['Decoder', analysis.decoderDetail],
    ['Computed on', `${analysis.backend}, ${analysis.device}`],
    [
      'Frames looked at',
      `${grouped(analysis.frames)}, ${analysis.plan.fps === 'all' ? 'all of them' : `${analysis.plan.fps} per second`}, up to ${clock(analysis.end)}`,
    ],
    ['When', utc(analysis.analysedAt)],
    ['Thresholds', describeSettings(analysis.settings)],
    ['Status', status.kind === 'finished' ? null : status.kind],
  ]);
}

function whyNot({ status }: CaseClip): string {
  if (status.kind === 'failed') return `This clip was not analysed: ${status.message}`;
  return 'This clip has not been analysed.';
}

function eventTable(clip: CaseClip, report: CaseReport): Markup {
  const heads = ['No.', 'Class', 'From', 'To', 'Score', 'Review', 'Note', 'Frame'];
  const rows = clip.review.events.map((event) => [
    event.id,
    html`<span class="swatch"
        ><svg viewBox="0 0 8 8"><rect width="8" height="8" fill="${labelColour(event.label)}" /></svg></span
      >${event.label}`,
    clock(event.start),
    clock(event.end),
    event.origin === 'hand' ? '–' : probability(event.score),
    reviewWords(event),
    event.note,
    picture(report, clip, event.id),
  ]);
  return gridTable(heads, rows, `Events of ${clip.id}`);
}

/** What a person did to it, and what the model had said where that differs. */
function reviewWords(event: ReviewedEvent): string {
  const { detected, status, origin, isDetected } = event;
  const words = [origin === 'hand' ? 'marked by hand' : status];
  if (detected && detected.label !== event.label) words.push(`the model said ${detected.label}`);
  if (detected && (detected.start !== event.start || detected.end !== event.end)) {
    words.push(`the model said ${clock(detected.start)} – ${clock(detected.end)}`);
  }
  if (origin === 'model' && !isDetected) words.push('not detected with these thresholds');
  return words.join('; ');
}

function bookmarkTable(clip: CaseClip, report: CaseReport): Markup {
  const rows = clip.review.bookmarks.map((mark: Bookmark) => [
    mark.id,
    clock(mark.at),
    mark.frame === null ? '–' : grouped(mark.frame),
    mark.severity,
    mark.text,
    picture(report, clip, mark.id),
  ]);
  return gridTable(['No.', 'At', 'Number', 'Severity', 'Text', 'Frame'], rows, `Bookmarks of ${clip.id}`);
}

const safePicture = /^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$/;

/** Anything but an embedded picture is left out: the report loads nothing. */
function picture({ pictures }: CaseReport, clip: CaseClip, id: string): Markup | null {
  const url = pictures?.get(pictureKey(clip.id, id));
  return url !== undefined && safePicture.test(url) ? html`<img src="${url}" alt="Frame of ${id}" />` : null;
}

function lastSecond({ facts, analysis, review }: CaseClip): number {
  const declared = facts ? facts.start + (facts.duration ?? 0) : 0;
  return Math.max(declared, analysis?.end ?? 0, ...review.events.map(({ end }) => end));
}
