import type { Component } from 'svelte';
import type { IconName } from '../common/icons.ts';
import FootageScreen from '../footage/FootageScreen.svelte';
import ActivityScreen from '../activity/ActivityScreen.svelte';
import ForecastScreen from '../forecast/ForecastScreen.svelte';
import ModelsScreen from '../models/ModelsScreen.svelte';
import SettingsScreen from '../settings/SettingsScreen.svelte';
import TrainingScreen from '../training/TrainingScreen.svelte';

export interface Route {
  /** First part of the address's hash. */
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  readonly screen: Component;
}

/** The screens, in the order of the rail. A new screen is one entry here and one component. */
export const routes: readonly Route[] = [
  { path: 'footage', title: 'Footage', icon: 'footage', screen: FootageScreen },
  { path: 'train', title: 'Train', icon: 'train', screen: TrainingScreen },
  { path: 'forecast', title: 'Forecast', icon: 'forecast', screen: ForecastScreen },
  { path: 'models', title: 'Models', icon: 'models', screen: ModelsScreen },
  { path: 'activity', title: 'Activity', icon: 'activity', screen: ActivityScreen },
  { path: 'settings', title: 'Settings', icon: 'settings', screen: SettingsScreen },
];

export function routeOf(path: string): Route {
  return routes.find((route) => route.path === path.split('/')[0]) ?? (routes[0] as Route);
}
