/** A kind as this cluster serves it. */
export interface ServedKind {
  readonly group: string;
  readonly kind: string;
  /** The one that requests use. */
  readonly version: string;
  /** All served ones, the server's preferred first. */
  readonly versions: readonly string[];
  readonly plural: string;
}

/** `vpc.githedgehog.com/v1beta1` */
export function apiVersionOfServed({ group, version }: Pick<ServedKind, 'group' | 'version'>): string {
  return `${group}/${version}`;
}

/** `vpcs.vpc.githedgehog.com`: as messages of refusal and CRDs name it. */
export function resourceName({ plural, group }: { readonly plural: string; readonly group: string }): string {
  return group === '' ? plural : `${plural}.${group}`;
}

/** Path of a collection, or of one object in it. */
export function resourcePath(served: ServedKind, namespace: string, name?: string): string {
  const collection = `/apis/${served.group}/${served.version}/namespaces/${encodeURIComponent(namespace)}/${served.plural}`;
  return name === undefined ? collection : `${collection}/${encodeURIComponent(name)}`;
}
