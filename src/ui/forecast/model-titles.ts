import type { ModelName } from '../../contract/index.ts';

/** Models by the name a person reads. */
export const modelTitles: Readonly<Record<ModelName, string>> = {
  naive: 'Yesterday',
  'seasonal-naive': 'Same weekday last week',
  'mean-7': 'Mean of 7 days',
  arima: 'ARIMA',
  'random-forest': 'Random forest',
  'random-forest-plain': 'Random forest, untuned',
  'random-forest-relative': 'Forest on shares of last week',
  boosting: 'Boosting on shares',
  ensemble: 'Ensemble',
  lstm: 'LSTM',
  'lstm-time': 'LSTM with calendar (7 days)',
  'cnn-lstm': 'CNN-LSTM',
};
