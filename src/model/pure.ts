/** What the page may use of this room: models as files, no network and no TensorFlow. */
export { packModel } from './archive/pack-model.ts';
export { unpackModel } from './archive/unpack-model.ts';
