const LINES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'] as const;

/** Grey lines while the first answer is on its way. */
export function Skeleton({
  lines = 5,
  label = 'Loading',
}: {
  readonly lines?: number;
  readonly label?: string;
}) {
  return (
    <output className="skeleton" aria-label={label}>
      {LINES.slice(0, lines).map((line) => (
        <span key={line} />
      ))}
    </output>
  );
}
