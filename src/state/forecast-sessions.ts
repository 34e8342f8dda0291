import { connectForecast } from '../workers/index.ts';
import { ForecastGrid } from './forecast-grid.svelte.ts';
import { storedGridMemory } from './forecast-grid-memory.ts';
import { ForecastSession } from './forecast-session.svelte.ts';
import type { Notices } from './notices.svelte.ts';

const sessions = new WeakMap<Notices, ForecastSession>();
/** One core is left to the page and its pictures. */
const mostWorkers = 8;

/** The forecast session that lives as long as the page's notices; its worker starts with the first file. */
export function forecastSessionFor(notices: Notices): ForecastSession {
  const known = sessions.get(notices);
  if (known !== undefined) return known;
  const workers = Math.max(1, Math.min(mostWorkers, navigator.hardwareConcurrency - 1));
  const grid = new ForecastGrid({ connect: connectForecast, memory: storedGridMemory, notices, workers });
  const session = new ForecastSession(connectForecast, notices, grid);
  sessions.set(notices, session);
  return session;
}
