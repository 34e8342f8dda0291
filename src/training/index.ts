export * from './pure.ts';
export * from './features/index.ts';
export * from './fit/index.ts';
export * from './run/index.ts';
