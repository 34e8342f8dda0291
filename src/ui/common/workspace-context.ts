import { createContext } from 'svelte';
import type { Workspace } from '../../state/index.ts';

/** The workspace that the app root provides to every component below it. */
export const [useWorkspace, provideWorkspace] = createContext<Workspace>();
