export { fairnessReport } from './fairness-report.ts';
