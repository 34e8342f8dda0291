import type { Case, LogHead } from '../contract/index.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Application, CaseReport, ReportModel } from './case-report.ts';
import { caseShape } from './parse-case.ts';
import { fields, instant, listOf, mapOf, anything, oneOf, text, count, sha256Text } from './shape.ts';

/** `case.json`: the whole case but for the probabilities and pictures. */
export interface CaseDocument {
  readonly format: 'vigil-case';
  readonly formatVersion: 1;
  readonly at: number;
  readonly by: string;
  readonly application: Application;
  readonly case: Case;
  readonly models: readonly ReportModel[];
  /** The log as it stood before this export. */
  readonly logHead: LogHead;
}

/** Canonical JSON (RFC 8785) of a {@link CaseDocument}, byte for byte the same for the same report. */
export function caseJson(report: CaseReport): string {
  const document: CaseDocument = {
    format: 'vigil-case',
    formatVersion: 1,
    at: report.at,
    by: report.by,
    application: report.application,
    case: report.case,
    models: report.models,
    logHead: report.log.head,
  };
  return canonicalJson(document);
}

const documentShape = fields({
  format: oneOf('vigil-case'),
  formatVersion: oneOf(1),
  at: instant,
  by: text,
  application: fields({ name: text, version: text }),
  case: caseShape,
  models: listOf(
    fields({
      identity: fields({ id: text, sha256: sha256Text }),
      name: text,
      labels: listOf(text),
      licence: text,
      limits: listOf(text),
      figures: listOf(fields({ name: text, value: text })),
      thresholds: mapOf(anything),
    }),
  ),
  logHead: fields({ sequence: count, hash: sha256Text }),
});

/**
 * Reads a case.json, of this Vigil or another.
 * @throws AppError 'input-invalid' naming the first place that is not as it must be
 */
export function parseCaseDocument(json: unknown): CaseDocument {
  documentShape(json, 'case.json');
  return json as CaseDocument;
}
