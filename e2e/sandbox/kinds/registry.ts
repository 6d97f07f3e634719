import type { Store } from '../store/store.ts';
import { BUILT_IN_KINDS, CUSTOM_RESOURCE_DEFINITIONS } from './built-in.ts';
import { customKinds } from './custom.ts';
import { collectionOf } from './kind.ts';
import type { Kind } from './kind.ts';

/** Which kinds the cluster serves now: the built-in ones and those of the CustomResourceDefinitions in the store. */
export class Registry {
  private readonly store: Store;
  private served: Map<string, Kind> | null = null;

  constructor(store: Store) {
    this.store = store;
    store.subscribe(collectionOf(CUSTOM_RESOURCE_DEFINITIONS), () => {
      this.served = null;
    });
  }

  find(group: string, version: string, plural: string): Kind | undefined {
    return this.kinds().get(`${group}/${version}/${plural}`);
  }

  all(): Kind[] {
    return [...this.kinds().values()];
  }

  /** Group names in byte order, each with its versions; the core group has an empty name. */
  groups(): Map<string, string[]> {
    const groups = new Map<string, string[]>(EXTRA_GROUPS);
    for (const { group, version } of this.all()) {
      const versions = groups.get(group) ?? [];
      if (!versions.includes(version)) groups.set(group, [...versions, version]);
    }
    return new Map([...groups].toSorted(([left], [right]) => (left < right ? -1 : 1)));
  }

  private kinds(): Map<string, Kind> {
    if (!this.served) {
      const custom = this.store.list(collectionOf(CUSTOM_RESOURCE_DEFINITIONS)).flatMap(customKinds);
      const all = [...BUILT_IN_KINDS, ...custom];
      this.served = new Map(all.map((kind) => [`${kind.group}/${kind.version}/${kind.plural}`, kind]));
    }
    return this.served;
  }
}

/** Groups without stored objects: questions that are answered on the spot. */
const EXTRA_GROUPS: [string, string[]][] = [
  ['authentication.k8s.io', ['v1']],
  ['authorization.k8s.io', ['v1']],
];
