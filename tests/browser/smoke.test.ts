import { expect, test } from 'vitest';

test('the browser tests run cross-origin isolated, as the app does', () => {
  expect(crossOriginIsolated).toBe(true);
});
