import type { ReviewStatus } from '../../contract/index.ts';
import type { IconName } from '../common/icons.ts';

/** How a status looks and reads; a rejected event stays in sight as suppressed. */
export const statusLooks: Readonly<
  Record<ReviewStatus, { readonly title: string; readonly icon: IconName }>
> = {
  unreviewed: { title: 'Unreviewed', icon: 'circle' },
  confirmed: { title: 'Confirmed', icon: 'check' },
  rejected: { title: 'Rejected', icon: 'close' },
};

export const statuses = ['unreviewed', 'confirmed', 'rejected'] as const satisfies readonly ReviewStatus[];
