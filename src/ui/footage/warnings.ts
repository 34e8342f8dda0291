import type { ClipWarning } from '../../contract/index.ts';

interface WarningText {
  readonly title: string;
  readonly meaning: string;
}

/** What each warning of a clip is called, and what it means for reading the times. */
export const warningTexts: Readonly<Record<ClipWarning, WarningText>> = {
  'variable-frame-rate': {
    title: 'variable frame rate',
    meaning: 'Frames are not evenly spaced. The times shown are the true ones of each frame.',
  },
  'timestamps-missing': {
    title: 'timestamps missing',
    meaning: 'Some frames carry no time of their own; theirs is reckoned from the frame rate.',
  },
  'timestamps-repeated': {
    title: 'repeated timestamps',
    meaning: 'Some frames carry the same time as the frame before.',
  },
  'timestamps-backwards': {
    title: 'timestamps run back',
    meaning: 'The clock of the recording jumps back somewhere; times after it may not be comparable.',
  },
  truncated: { title: 'file ends early', meaning: 'The file breaks off; what could be read is shown.' },
  'frame-count-differs': {
    title: 'frame count differs',
    meaning:
      'The container declares another number of frames than there are. The frames that are there count.',
  },
};
