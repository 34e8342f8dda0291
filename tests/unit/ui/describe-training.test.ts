import { expect, test } from 'vitest';
import { describeTraining } from '../../../src/ui/models/describe-training.ts';

test('a free-form summary becomes sections of figures and tables', () => {
  const sections = describeTraining({
    note: 'On cameras not trained on.',
    data: { train: { Fire: { clips: 43, cameraGroups: 19 }, Normal: { clips: 150, cameraGroups: 54 } } },
    figures: {
      validation: { n: 118, anomalyAUC: 0.74168, macroF1: 0.6359, recall: { Fire: 0.66667, Normal: 1 } },
    },
  });
  expect(sections).toEqual([
    { title: '', figures: [['Note', 'On cameras not trained on.']], tables: [] },
    {
      title: 'Data',
      figures: [],
      tables: [
        {
          title: 'Train',
          columns: ['Clips', 'Camera groups'],
          rows: [
            ['Fire', '43', '19'],
            ['Normal', '150', '54'],
          ],
        },
      ],
    },
    {
      title: 'Figures · Validation',
      figures: [
        ['Clips', '118'],
        ['Anomaly AUC', '0.742'],
        ['Macro F1', '0.636'],
      ],
      tables: [],
    },
    {
      title: 'Figures · Validation · Recall',
      figures: [
        ['Fire', '0.667'],
        ['Normal', '1'],
      ],
      tables: [],
    },
  ]);
});

test('what is not there, and yes and no, are said in words', () => {
  expect(
    describeTraining({ deep: null, notes: [], flip: true, denoise: false, sha256: 'ab' })[0]?.figures,
  ).toEqual([
    ['Deep', 'none'],
    ['Notes', 'none'],
    ['Flip', 'yes'],
    ['Denoise', 'no'],
    ['SHA-256', 'ab'],
  ]);
});
