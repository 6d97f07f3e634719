import { paths } from '#app/paths.ts';

interface NavigationEntry {
  readonly title: string;
  readonly icon: string;
  readonly href: string;
  /** Where "+" leads, for those who may add. */
  readonly add?: { readonly href: string; readonly label: string };
}

interface NavigationGroup {
  readonly title: string;
  /** Shown to those who administer; to others its pages say no. */
  readonly administrators?: boolean;
  readonly entries: readonly NavigationEntry[];
}

/** What the left navigation offers: pages that exist, nothing else. */
export const NAVIGATION: readonly NavigationGroup[] = [
  {
    title: 'Sync',
    entries: [
      {
        title: 'Fabrics',
        icon: 'lan',
        href: paths.fabrics(),
        add: { href: paths.newFabric(), label: 'Add a fabric' },
      },
      { title: 'Runs', icon: 'play-circle-outline', href: paths.runs() },
      { title: 'Resources', icon: 'cube-outline', href: paths.resources() },
    ],
  },
  {
    title: 'Sources',
    entries: [
      {
        title: 'Git repositories',
        icon: 'source-repository',
        href: paths.repositories(),
        add: { href: paths.newRepository(), label: 'Add a Git repository' },
      },
    ],
  },
  {
    title: 'Operations',
    entries: [
      { title: 'Notices', icon: 'bell-outline', href: paths.notices() },
      { title: 'Activity', icon: 'history', href: paths.activity() },
      { title: 'API tokens', icon: 'key-outline', href: paths.tokens() },
    ],
  },
  {
    title: 'Administration',
    administrators: true,
    entries: [
      { title: 'Users', icon: 'account-multiple-outline', href: paths.users() },
      { title: 'Webhooks and e-mail', icon: 'webhook', href: paths.webhooks() },
    ],
  },
];

/** Whether an entry stands for the page that is shown. */
export function isCurrent(href: string, pathname: string): boolean {
  return pathname === href || pathname.startsWith(`${href}/`);
}
