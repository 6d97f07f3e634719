import { Tag } from '#components/ui/tag.tsx';
import type { ConnectionStatus } from '#server/domain/words.ts';
import { CONNECTION_WORDS } from './repository-words.ts';

export function ConnectionTag({ status }: { readonly status: ConnectionStatus }) {
  const { text, icon, tone } = CONNECTION_WORDS[status];
  return (
    <Tag tone={tone} icon={icon}>
      {text}
    </Tag>
  );
}
