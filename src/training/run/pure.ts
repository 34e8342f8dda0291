export { datasetLabels } from './dataset-labels.ts';
export { defaultDeep, defaultTrainingSettings } from './default-settings.ts';
