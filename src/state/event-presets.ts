import { normalLabel, type EventSettings, type ModelManifest } from '../contract/index.ts';

/** Settings of a name that every model brings along. */
export interface BuiltInPreset {
  readonly id: 'own' | 'more';
  readonly name: string;
  /** What it does, one sentence. */
  readonly meaning: string;
  /** What it was measured to do, and on what; null where nobody measured it. */
  readonly measured: string | null;
  readonly settings: EventSettings;
}

/**
 * By model id, of the own and the lower thresholds: events found by temporal IoU ≥ .3 and the same label, and false ones,
 * in the clips of models/vigil-2/test-clips.csv (scripts/bench/event-figures.ts), which the model has not seen.
 */
const measurements: Readonly<Record<string, readonly [own: string, more: string]>> = {
  'vigil-2': [
    'On 121 test clips (9.9 min): 20 of 73 events found, 1 false.',
    'On 121 test clips (9.9 min): 42 of 73 events found, 38 false.',
  ],
};

/** "Look at more" opens an event at this probability, or at the model's own threshold where that is lower. */
const curiousEnter = 0.4;
/** Share of `enter` at which an event ends: that of the shipped thresholds. */
const exitShare = 0.6;

/** The model's own values, without Normal, which is the absence of the others. */
export function ownSettings({ smoothing, thresholds }: ModelManifest): EventSettings {
  const watched = Object.entries(thresholds).filter(([label]) => label !== normalLabel);
  return { halfLife: smoothing.halfLife, hysteresis: Object.fromEntries(watched) };
}

/** Presets to begin with: the model's own thresholds, and lower ones for whoever would rather look too often. */
export function builtInPresets(manifest: ModelManifest): readonly BuiltInPreset[] {
  const own = ownSettings(manifest);
  const [measuredOwn, measuredMore] = measurements[manifest.id] ?? [null, null];
  return [
    {
      id: 'own',
      name: 'The model’s own',
      meaning: 'Thresholds chosen on validation clips so that false alarms stay rare.',
      measured: measuredOwn,
      settings: own,
    },
    {
      id: 'more',
      name: 'Look at more',
      meaning: `Events open at ${curiousEnter}: finds more and is wrong more often.`,
      measured: measuredMore,
      settings: { ...own, hysteresis: lowered(own) },
    },
  ];
}

function lowered({ hysteresis }: EventSettings): EventSettings['hysteresis'] {
  return Object.fromEntries(
    Object.entries(hysteresis).map(([label, rule]) => {
      const enter = Math.min(rule.enter, curiousEnter);
      return [label, { ...rule, enter, exit: Math.min(rule.exit, enter * exitShare) }];
    }),
  );
}
