/** Outlines on a 20 × 20 grid, stroked with the text colour. */
export const icons = {
  footage:
    'M3 5.5A1.5 1.5 0 0 1 4.5 4h7A1.5 1.5 0 0 1 13 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 14.5zM13 8.5l4-2.5v8l-4-2.5',
  forecast: 'M3 16.5h14M3.5 12.5l4-4.5 3 2.5 5.5-6.5M12.5 4H16v3.5',
  models: 'M10 2.8l6.2 3.6v7.2L10 17.2l-6.2-3.6V6.4zM3.8 6.4L10 10l6.2-3.6M10 10v7.2',
  settings: 'M3 6h7M14 6h3M3 14h3M10 14h7M12 4v4M8 12v4',
  play: 'M6 4l10 6-10 6z',
  pause: 'M6.5 4.5v11M13.5 4.5v11',
  previous: 'M13 5l-6 5 6 5zM5 5v10',
  next: 'M7 5l6 5-6 5zM15 5v10',
  slower: 'M10 5l-6 5 6 5zM17 5l-6 5 6 5z',
  faster: 'M10 5l6 5-6 5zM3 5l6 5-6 5z',
  markIn: 'M8 4H5v12h3M9 10h7M13 7l3 3-3 3',
  markOut: 'M12 4h3v12h-3M11 10H4M7 7l-3 3 3 3',
  overlay: 'M3 4h14v12H3zM5.5 13.5v-2M8.5 13.5v-4M11.5 13.5V8',
  add: 'M10 4v12M4 10h12',
  upload: 'M10 13V4M6 7.5L10 4l4 3.5M3.5 13v3h13v-3',
  folder:
    'M3 5.5A1.5 1.5 0 0 1 4.5 4H8l2 2h5.5A1.5 1.5 0 0 1 17 7.5v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5z',
  close: 'M5 5l10 10M15 5L5 15',
  stop: 'M5.5 5.5h9v9h-9z',
  retry: 'M4.5 10a5.5 5.5 0 1 1 1.6 3.9M4 15v-3.5h3.5',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10M8.5 9v4.5M11.5 9v4.5',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  check: 'M4 10.5l4 4 8-9',
  warning: 'M10 3.5l7.5 13h-15zM10 8v4M10 14.2v.3',
  info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9v4.5M10 6.4v.3',
  shield: 'M10 3l6 2v5c0 3.5-2.5 5.9-6 7-3.5-1.1-6-3.5-6-7V5zM7.5 10l1.8 1.8L12.8 8',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4',
  keyboard: 'M2.5 5.5h15v9h-15zM5.5 8.5h.1M8.5 8.5h.1M11.5 8.5h.1M14.5 8.5h.1M6.5 11.8h7',
  back: 'M12 5l-5 5 5 5',
  zoomIn: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4M9 6.5v5M6.5 9h5',
  zoomOut: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4M6.5 9h5',
  fit: 'M3 7V4h3M14 4h3v3M17 13v3h-3M6 16H3v-3',
  theme: 'M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM10 3.5v13',
} as const;

export type IconName = keyof typeof icons;
