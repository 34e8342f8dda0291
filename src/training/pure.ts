/** What the page may use of this room: arithmetic on datasets, splits and figures, no network and no TensorFlow. */
export * from './judge/index.ts';
export * from './run/pure.ts';
export * from './dataset/index.ts';
export * from './split/index.ts';
