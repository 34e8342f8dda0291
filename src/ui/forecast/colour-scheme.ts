import { MediaQuery } from 'svelte/reactivity';

/** Whether the system asks for dark colours; pictures on a canvas are drawn anew when that changes. */
export const systemDark = new MediaQuery('prefers-color-scheme: dark');
