import { type ReactNode, useId } from 'react';

interface CardProps {
  readonly title: string;
  readonly children: ReactNode;
  /** A button or a note at the right of the title. */
  readonly aside?: ReactNode;
}

/** A titled box; a landmark by its title. */
export function Card({ title, children, aside }: CardProps) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <div className="card-header">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
