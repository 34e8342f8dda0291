export * from './pure.ts';
export * from './features/index.ts';
