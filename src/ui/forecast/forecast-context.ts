import { createContext } from 'svelte';
import type { ForecastSession } from '../../state/index.ts';

/** The session that the Forecast screen provides to its panels. */
export const [useForecast, provideForecast] = createContext<ForecastSession>();
