import type { TagTone } from '#components/ui/tag.tsx';
import type { ConnectionStatus, GitAuthType } from '#server/domain/words.ts';

export const AUTH_WORDS: Record<GitAuthType, string> = {
  none: 'None (public)',
  token: 'Access token',
  basic: 'User name and password',
  ssh_key: 'SSH key',
};

export const CONNECTION_WORDS: Record<
  ConnectionStatus,
  { readonly text: string; readonly icon: string; readonly tone: TagTone }
> = {
  unknown: { text: 'Not tested', icon: 'help-circle-outline', tone: 'plain' },
  connected: { text: 'Connected', icon: 'check-circle-outline', tone: 'good' },
  failed: { text: 'Failed', icon: 'alert-circle-outline', tone: 'bad' },
};
