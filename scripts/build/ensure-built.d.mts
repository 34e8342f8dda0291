export const builtFolder: string;
/** Builds dist/ when any source is newer than it; exits the process when the build fails. */
export function ensureBuilt(): void;
