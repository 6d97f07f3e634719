import { Tag } from '#components/ui/tag.tsx';
import type { RunStatus } from '#server/domain/words.ts';
import { RUN_STATUS_WORDS } from './run-words.ts';

export function RunStatusTag({ status }: { readonly status: RunStatus }) {
  const { text, icon, tone } = RUN_STATUS_WORDS[status];
  return (
    <Tag tone={tone} icon={icon}>
      {text}
    </Tag>
  );
}
