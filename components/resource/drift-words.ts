import type { TagTone } from '#components/ui/tag.tsx';
import type { DriftStatus } from '#server/domain/words.ts';

export const DRIFT_WORDS: Record<
  DriftStatus,
  { readonly text: string; readonly icon: string; readonly tone: TagTone; readonly meaning: string }
> = {
  unknown: {
    text: 'Unknown',
    icon: 'help-circle-outline',
    tone: 'plain',
    meaning: 'No run has compared it with the cluster yet.',
  },
  in_sync: { text: 'Equal', icon: 'check', tone: 'good', meaning: 'The cluster holds what is desired.' },
  drifted: {
    text: 'Drifted',
    icon: 'compare-horizontal',
    tone: 'caution',
    meaning: 'The cluster differs on fields that the desired state sets.',
  },
  missing: {
    text: 'Missing',
    icon: 'cube-off-outline',
    tone: 'bad',
    meaning: 'It is desired, but not in the cluster.',
  },
  extra: {
    text: 'Extra',
    icon: 'plus-box-outline',
    tone: 'caution',
    meaning: 'It is in the cluster and ours, but no longer desired.',
  },
};
