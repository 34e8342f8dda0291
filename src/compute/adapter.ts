/** What the browser says of its GPU. */
export interface GpuAdapter {
  /** For the screen, as 'nvidia ampere'. */
  readonly description: string;
  /** A CPU rasteriser posing as a GPU: right answers, but a hundred times slower than WebAssembly. */
  readonly software: boolean;
}

/** Asks for the adapter that TensorFlow.js would take; null where the browser has none. */
export async function findAdapter(): Promise<GpuAdapter | null> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return null;
  const { vendor, architecture, device, description } = adapter.info;
  const words = [vendor, architecture, device].filter((word) => word !== '').join(' ');
  const fallback =
    (adapter.info as { isFallbackAdapter?: boolean }).isFallbackAdapter ??
    (adapter as { isFallbackAdapter?: boolean }).isFallbackAdapter ??
    false;
  const software =
    fallback || /swiftshader|llvmpipe|lavapipe|software|basic render/i.test(`${words} ${description}`);
  return { description: words === '' ? 'unnamed adapter' : words, software };
}
