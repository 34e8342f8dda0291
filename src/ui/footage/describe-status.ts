import { formatDuration, type ClipEntry } from '../../state/index.ts';

/** One phrase for where an entry stands. */
export function describeStatus(entry: ClipEntry): string {
  switch (entry.status.kind) {
    case 'waiting':
      return 'waiting';
    case 'opening':
      return 'opening…';
    case 'analysing':
      return entry.progress === null ? 'analysing' : `${Math.floor(entry.progress * 100)} %`;
    case 'finished':
      return entry.status.isReused ? 'stored result' : 'finished';
    case 'cancelled':
      return 'stopped';
    case 'failed':
      return 'failed';
  }
}

/** '3.4× real time · 12 s left', as far as it is known. */
export function describePace(entry: ClipEntry): string {
  const { throughput } = entry;
  const remaining = entry.isRunning ? entry.remaining : null;
  const parts = [
    throughput === null
      ? ''
      : `${throughput < 10 ? throughput.toFixed(1) : Math.round(throughput)}× real time`,
    remaining === null
      ? ''
      : `${remaining < 60 ? `${Math.ceil(remaining)} s` : formatDuration(remaining)} left`,
  ];
  return parts.filter(Boolean).join(' · ');
}
