import './common/tokens.css';
import './common/base.css';

export { provideWorkspace } from './common/workspace-context.ts';
export { default as Shell } from './shell/Shell.svelte';
