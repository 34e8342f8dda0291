export { classificationReport } from './classification-report.ts';
