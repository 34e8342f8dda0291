export { classificationReport } from './classification-report.ts';
export type {
  ClassFigures,
  ClassificationReport,
  HeadlineFigures,
  Judgement,
} from './classification-report.ts';
