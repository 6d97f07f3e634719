import type { ReactNode } from 'react';
import { Link } from '#components/ui/link.tsx';

interface Crumb {
  readonly title: string;
  readonly href: string;
}

const NO_CRUMBS: readonly Crumb[] = [];

interface PageHeaderProps {
  /** The way here, without the page itself. */
  readonly crumbs?: readonly Crumb[];
  readonly title: ReactNode;
  /** Buttons at the right of the title; on a phone at the foot of the screen. */
  readonly actions?: ReactNode;
}

/** Breadcrumbs and the title row. */
export function PageHeader({ crumbs = NO_CRUMBS, title, actions }: PageHeaderProps) {
  return (
    <>
      {crumbs.length > 0 && (
        <nav className="breadcrumbs" aria-label="Breadcrumbs">
          <ol>
            {crumbs.map((crumb) => (
              <li key={crumb.href}>
                <Link href={crumb.href}>{crumb.title}</Link>
              </li>
            ))}
          </ol>
        </nav>
      )}
      <div className="title-row">
        <h1>{title}</h1>
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </div>
    </>
  );
}
