import { AppError, type Task } from '../../base/index.ts';
import {
  earliestRow,
  featureRow,
  trainingTable,
  type FeaturePlan,
  type TrainingTable,
} from './feature-table.ts';
import type { FitInput, FittedModel } from './fitted-model.ts';
import { fitRidge } from './ridge.ts';
import { fitBoosting, fitForest, type ForestSettings, type RowModel } from './tree-ensembles.ts';

const leastRows = 60;
const forestDefaults = { trees: 100, maxLeaves: Infinity, minLeaf: 3, ridge: 0 };
const boostingSettings = {
  trees: 400,
  rate: 0.03,
  maxDepth: 30,
  maxLeaves: 12,
  minLeaf: 30,
  ridge: 5,
  splitFeatures: Infinity,
};
const ridgePenalty = 30;

/** Random forest of 100 trees on raw lags and the calendar; depth and split features by cross-validation. */
export async function fitRandomForest(input: FitInput, task: Task): Promise<FittedModel> {
  return fitTunedForest(
    input,
    { window: input.window, relative: false, yearly: false, expanded: false },
    task,
  );
}

/**
 * Random forest of 100 trees as scikit-learn has it when nothing is set: grown until a leaf holds one day, every split
 * choosing among all features; on raw lags and year, month, day, weekday and day of the year.
 */
export async function fitPlainForest(input: FitInput, task: Task): Promise<FittedModel> {
  const plan = {
    window: input.window,
    relative: false,
    yearly: false,
    expanded: false,
    bareCalendar: true,
  };
  const table = tableFor(input, plan);
  const settings = { ...forestDefaults, minLeaf: 1, maxDepth: Infinity, splitFeatures: table.columns };
  const model = await fitForest(table, settings, input.seed, task);
  return forecaster(plan, model, `100 trees, nothing tuned, all ${table.columns} features a split`);
}

/** The same forest on lags and target as shares of the last week's mean. */
export async function fitRelativeForest(input: FitInput, task: Task): Promise<FittedModel> {
  return fitTunedForest(input, relativePlan(input), task);
}

/** Gradient boosting on shares of the last week's mean. */
export async function fitRelativeBoosting(input: FitInput, task: Task): Promise<FittedModel> {
  const plan = relativePlan(input);
  const table = tableFor(input, plan);
  const model = await fitBoosting(table, boostingSettings, input.seed, task);
  return forecaster(plan, model, '400 trees of 12 leaves on shares of the last 7-step mean');
}

/**
 * The mean of ridge regression, boosting and forest, all on shares of the last week's mean: they err differently, and
 * a plain mean was no worse than weights on the training span.
 */
export async function fitEnsemble(input: FitInput, task: Task): Promise<FittedModel> {
  const plan = relativePlan(input);
  const linear = { ...plan, expanded: true };
  const ridge = forecaster(linear, fitRidge(tableFor(input, linear), ridgePenalty), '');
  const boosting = await fitRelativeBoosting(input, task);
  const forest = await fitRelativeForest(input, task);
  const members = [ridge, boosting, forest];
  return {
    detail: `mean of ridge, boosting and forest (${forest.detail})`,
    earliest: earliestRow(plan),
    async predict(queries) {
      const all = await Promise.all(members.map((member) => member.predict(queries)));
      return Float64Array.from(
        queries,
        (_, i) => all.reduce((sum, values) => sum + (values[i] as number), 0) / all.length,
      );
    },
  };
}

function relativePlan({ window, trainEnd, season }: FitInput): FeaturePlan {
  return { window, relative: true, yearly: season === 7 && trainEnd > 1100, expanded: false };
}

async function fitTunedForest(input: FitInput, plan: FeaturePlan, task: Task): Promise<FittedModel> {
  const table = tableFor(input, plan);
  const chosen = await chooseForest(table, input.seed, task);
  const model = await fitForest(table, chosen, input.seed, task);
  return forecaster(
    plan,
    model,
    `100 trees of depth ${chosen.maxDepth}, ${chosen.splitFeatures} of ${table.columns} features a split`,
  );
}

/** Lowest squared error over two forward folds of the training rows: each fits the past and scores what follows. */
async function chooseForest(table: TrainingTable, seed: number, task: Task): Promise<ForestSettings> {
  const { columns, targets } = table;
  const shares = [columns, Math.ceil(columns / 3), Math.ceil(Math.sqrt(columns))];
  const silent: Task = { signal: task.signal };
  let best: ForestSettings | null = null;
  let lowest = Infinity;
  for (const maxDepth of [8, 16]) {
    for (const splitFeatures of shares) {
      const settings: ForestSettings = { ...forestDefaults, maxDepth, splitFeatures };
      let error = 0;
      for (const fold of [0.6, 0.8]) {
        const from = Math.floor(targets.length * fold);
        const to = Math.floor(targets.length * (fold + 0.2));
        const model = await fitForest(slice(table, 0, from), { ...settings, trees: 8 }, seed, silent);
        for (let r = from; r < to; r++) {
          error +=
            (model(table.features.subarray(r * columns, (r + 1) * columns)) - (targets[r] as number)) ** 2;
        }
      }
      if (error < lowest) [best, lowest] = [settings, error];
    }
  }
  return best as ForestSettings;
}

function slice({ features, columns, targets }: TrainingTable, from: number, to: number): TrainingTable {
  return {
    columns,
    features: features.subarray(from * columns, to * columns),
    targets: targets.subarray(from, to),
  };
}

/** @throws AppError 'input-invalid' when too few steps lie before the test span. */
function tableFor({ values, days, trainEnd }: FitInput, plan: FeaturePlan): TrainingTable {
  const from = earliestRow(plan);
  if (trainEnd - from < leastRows) {
    throw new AppError(
      'input-invalid',
      `Too short to train on: ${trainEnd} steps, ${from + leastRows} are needed.`,
      {
        remedy: 'Choose a longer file, or a simple model such as the mean of 7 days.',
      },
    );
  }
  return trainingTable(values, days, from, trainEnd, plan);
}

function forecaster(plan: FeaturePlan, model: RowModel, detail: string): FittedModel {
  return {
    detail,
    earliest: earliestRow(plan),
    predict: (queries) =>
      Promise.resolve(
        Float64Array.from(queries, ({ values, days, at }) => {
          const row = featureRow(values, days, at, plan);
          return model(row.features) * row.scale + row.offset;
        }),
      ),
  };
}
