import type { FitEnd, FitStage } from '../../contract/index.ts';
import { headTitles } from '../../state/index.ts';

/** A fit by its name on the screen. */
export function stageTitle({ head, kind, name }: FitStage): string {
  const title = headTitles[head];
  switch (kind) {
    case 'head':
      return title;
    case 'deep':
      return `${title}, last layers of the CNN`;
    case 'fold':
      return `${title}, fold ${/\d+/.exec(name)?.[0] ?? ''}`.trim();
    case 'shuffled':
      return `${title}, cameras ignored`;
  }
}

/** Why a fit ended, after its epochs. */
export const endTexts: Readonly<Record<FitEnd, string>> = {
  epochs: 'all epochs done',
  early: 'stopped, no more gain',
  'by-hand': 'stopped by hand',
};
