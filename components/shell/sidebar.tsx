'use client';

import { usePathname } from 'next/navigation';
import { useRights } from '#components/session/use-rights.ts';
import { Icon } from '#components/ui/icon.tsx';
import { Link } from '#components/ui/link.tsx';
import { Brand } from './brand.tsx';
import { isCurrent, NAVIGATION } from './navigation.ts';

interface SidebarProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Dark navigation at the left; on small screens it slides over the page. */
export function Sidebar({ open, onClose }: SidebarProps) {
  const pathname = usePathname();
  const { canOperate, canAdminister } = useRights();
  return (
    <>
      {open && (
        <button type="button" className="sidebar-shade" aria-label="Close the navigation" onClick={onClose} />
      )}
      <aside className="sidebar" id="navigation" aria-label="Fabric Sync" data-open={open}>
        <div className="sidebar-inner">
          <Brand />
          <nav aria-label="Main">
            {NAVIGATION.filter((group) => group.administrators !== true || canAdminister).map((group) => (
              <div className="nav-group" key={group.title}>
                <p className="nav-group-title">{group.title}</p>
                <ul>
                  {group.entries.map((entry) => (
                    <li className="nav-entry" key={entry.href}>
                      <Link
                        href={entry.href}
                        aria-current={isCurrent(entry.href, pathname) ? 'page' : undefined}
                        onClick={onClose}
                      >
                        <Icon name={entry.icon} />
                        {entry.title}
                      </Link>
                      {entry.add !== undefined && canOperate && (
                        <Link
                          href={entry.add.href}
                          className="nav-add"
                          aria-label={entry.add.label}
                          onClick={onClose}
                        >
                          <Icon name="plus" />
                        </Link>
                      )}
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </nav>
        </div>
      </aside>
    </>
  );
}
