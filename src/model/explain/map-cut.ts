import { tf } from '../../compute/index.ts';

/** The last map of a backbone, and how its features come of it. */
export interface MapShape {
  /** 'average': feature d is the mean of channel d over the plane. 'flatten': each number of the map is a feature. */
  readonly pooling: 'average' | 'flatten';
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A backbone that also tells its last map. Shares all weights with the model it was cut from, which owns them. */
export interface MapCut {
  readonly shape: MapShape;
  /** [N, S, S, 3] → [map [N, height, width, channels], features [N, D]] */
  readonly model: tf.LayersModel;
}

const poolings: Readonly<Record<string, MapShape['pooling']>> = {
  GlobalAveragePooling2D: 'average',
  Flatten: 'flatten',
};

/** Cuts a backbone before its last layer; null when that is not a pooling whose share of each place is known. */
export function cutAtMap(backbone: tf.LayersModel): MapCut | null {
  const last = backbone.layers.at(-1);
  const pooling = last && poolings[last.getClassName()];
  if (!pooling || Array.isArray(last.input)) return null;
  const isChannelsFirst = JSON.stringify(last.getConfig()['dataFormat'] ?? '').includes('irst');
  const [, height, width, channels] = last.input.shape;
  if (isChannelsFirst || last.input.shape.length !== 4 || !height || !width || !channels) return null;
  const model = tf.model({ inputs: backbone.inputs, outputs: [last.input, ...backbone.outputs] });
  return { shape: { pooling, height, width, channels }, model };
}
