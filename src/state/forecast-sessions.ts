import { connectForecast } from '../workers/index.ts';
import { ForecastSession } from './forecast-session.svelte.ts';
import type { Notices } from './notices.svelte.ts';

const sessions = new WeakMap<Notices, ForecastSession>();

/** The forecast session that lives as long as the page's notices; its worker starts with the first file. */
export function forecastSessionFor(notices: Notices): ForecastSession {
  const known = sessions.get(notices);
  if (known !== undefined) return known;
  const session = new ForecastSession(connectForecast, notices);
  sessions.set(notices, session);
  return session;
}
