import { Tag } from '#components/ui/tag.tsx';
import type { DriftStatus } from '#server/domain/words.ts';
import { DRIFT_WORDS } from './drift-words.ts';

export function DriftTag({ status }: { readonly status: DriftStatus }) {
  const { text, icon, tone } = DRIFT_WORDS[status];
  return (
    <Tag tone={tone} icon={icon}>
      {text}
    </Tag>
  );
}
