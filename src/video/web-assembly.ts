/** The shortest valid module: magic number and version. */
const emptyModule = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** Whether WebAssembly may run here: it can be missing, switched off by the user, or forbidden by a policy. */
export function webAssemblyRuns(): boolean {
  if (typeof WebAssembly === 'undefined') return false;
  try {
    return new WebAssembly.Module(emptyModule) instanceof WebAssembly.Module;
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return false;
    throw error;
  }
}
