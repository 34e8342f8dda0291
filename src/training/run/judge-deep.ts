import type { Task } from '../../base/index.ts';
import type { TrainingUpdate } from '../../contract/index.ts';
import { Classifier, toModelBundle } from '../../model/index.ts';
import { extractFeatures, featurePlan } from '../features/index.ts';
import { buildModel } from './build-model.ts';
import type { DeepResult } from './deep-stage.ts';
import { partOf } from './fit-stage.ts';
import { judgeHead, type JudgedHead } from './judge-head.ts';
import type { FittedRun } from './judge-run.ts';
import { readRunClips } from './run-clips.ts';

/**
 * Figures of a fine-tuned model: it is written as it will be kept, read again, and its backbone makes the features of
 * the validation and test clips anew, so that what is judged is what is used.
 */
export async function* judgeDeep(
  run: FittedRun & { readonly deep: DeepResult },
  step: number,
  task: Task,
): AsyncGenerator<TrainingUpdate, JudgedHead> {
  const { context, request, clips, deep } = run;
  const { plan } = request;
  const [head = 'hybrid'] = plan.settings.heads;
  const result = { head, temperature: 1, thresholds: {} };
  const sources = { bundle: context.bundle, plan, result, head: deep.head, backbone: deep.tail };
  const bundle = toModelBundle(await buildModel(sources, null));
  const features = featurePlan(bundle.manifest, plan.settings.augmentation, plan.settings.seed);
  const judged = [...partOf(clips, plan.split, 'validation'), ...partOf(clips, plan.split, 'test')];
  {
    using classifier = await Classifier.create(bundle, context.engine);
    const extraction = {
      classifier,
      store: context.features,
      files: request.files,
      openClip: context.openClip,
    };
    const jobs = judged.map(({ clip }) => ({ clip, variants: 0 }));
    yield* extractFeatures(jobs, features, extraction, task);
  }
  const anew = await readRunClips(
    judged.map(({ clip }) => clip),
    { labels: plan.labels, plan: features, store: context.features, variantsOf: () => 0, withPixels: false },
    task,
  );
  return judgeHead({ head, weights: deep.head, fit: deep.fit, deep: true }, anew, plan, step, task);
}
