import type { ChartTheme } from '../chart-theme.ts';

/** Ink on white paper, whatever the screen shows. */
export const printTheme: ChartTheme = {
  text: '#1a1d21',
  faint: '#5a626b',
  line: '#d9dde2',
  accent: '#0b5cab',
  danger: '#b3261e',
  warning: '#9a5b00',
  surface: '#ffffff',
  series: ['#7a5195', '#ef8d22', '#0b7a75', '#a05195', '#b3261e', '#5a626b'],
  font: 'system-ui, sans-serif',
};
