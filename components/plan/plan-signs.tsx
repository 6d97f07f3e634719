import type { PlanVerdict } from '#server/domain/words.ts';
import { signsOf, signsSpoken, VERDICT_WORDS } from './plan-words.ts';

/** "+3 ~1 −0 !1": what is 0 steps back. */
export function PlanSigns({ counts }: { readonly counts: Readonly<Record<PlanVerdict, number>> }) {
  return (
    <span className="plan-signs" title={signsSpoken(counts)}>
      <span className="visually-hidden">{signsSpoken(counts)}</span>
      {signsOf(counts).map(({ verdict, count }) => (
        <span
          key={verdict}
          aria-hidden="true"
          className="plan-mark"
          data-tone={count === 0 ? 'none' : VERDICT_WORDS[verdict].tone}
        >
          {VERDICT_WORDS[verdict].sign}
          {count}
        </span>
      ))}
    </span>
  );
}
