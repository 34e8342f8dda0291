import type { HeadKind } from '../../contract/index.ts';

/** What a head looks like. Its input is [N, window, featureLength], its output [N, labels]. */
export interface HeadShape {
  readonly kind: HeadKind;
  readonly labels: number;
  readonly window: number;
  readonly featureLength: number;
  /** Units of "project", the dense layer before the LSTM. */
  readonly projection: number;
  /** Units of "lstm". */
  readonly units: number;
}

/** Frames as the LSTM-only head sees them: pictures of this many pixels a side. */
export const pixelSide = 16;

/** Numbers of one such picture. */
export const pixelLength = pixelSide * pixelSide * 3;

/** The shape that Vigil trains: sizes as in the shipped model. */
export function headShape(
  kind: HeadKind,
  { labels, window, featureLength }: Pick<HeadShape, 'labels' | 'window' | 'featureLength'>,
): HeadShape {
  return { kind, labels, window, featureLength, projection: 96, units: 48 };
}

/** A weight's name and shape. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The weights of a head in the order of its layers, named as its layers model names them. */
export function headWeightSpecs(shape: HeadShape): WeightSpec[] {
  const { labels, featureLength, projection, units } = shape;
  const dense = (layer: string, from: number, to: number): WeightSpec[] => [
    { name: `${layer}/kernel`, shape: [from, to] },
    { name: `${layer}/bias`, shape: [to] },
  ];
  const frames = dense('frame_logits', featureLength, labels);
  const sequence = [
    ...dense('project', featureLength, projection),
    { name: 'lstm/kernel', shape: [projection, 4 * units] },
    { name: 'lstm/recurrent_kernel', shape: [units, 4 * units] },
    { name: 'lstm/bias', shape: [4 * units] },
    ...dense('lstm_logits', units, labels),
  ];
  return [...(shape.kind === 'lstm' ? [] : frames), ...(shape.kind === 'cnn' ? [] : sequence)];
}
