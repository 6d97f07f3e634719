'use client';

import { usePathname } from 'next/navigation';
import { Link } from '#components/ui/link.tsx';

export interface Tab {
  readonly title: string;
  readonly href: string;
  readonly count?: number | undefined;
}

/** Views of one object; each has its own address. */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  const pathname = usePathname();
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.href} href={tab.href} aria-current={pathname === tab.href ? 'page' : undefined}>
          {tab.title}
          {tab.count !== undefined && <span className="fs-tag">{tab.count}</span>}
        </Link>
      ))}
    </nav>
  );
}
