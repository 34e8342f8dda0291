import type { Severity } from '../../contract/index.ts';

/** Mildest first. */
export const severities = ['low', 'medium', 'high'] as const satisfies readonly Severity[];

/** How each is named and drawn: by a word and a number of bars, never by colour alone. */
export const severityLooks: Readonly<Record<Severity, { readonly title: string; readonly colour: string }>> =
  {
    low: { title: 'Low', colour: 'var(--text-faint)' },
    medium: { title: 'Medium', colour: 'var(--warning)' },
    high: { title: 'High', colour: 'var(--danger)' },
  };
