export type * from './clip.ts';
export type * from './tracks.ts';
export { normalLabel } from './tracks.ts';
export type * from './model-manifest.ts';
export { parseModelManifest } from './model-manifest.ts';
export type * from './analysis.ts';
export type * from './services.ts';
export type * from './forecast.ts';
export { contentSecurityPolicy, securityHeaders } from './security.ts';
