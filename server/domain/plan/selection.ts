import type { ResourceIdentity } from '#server/domain/resource.ts';
import type { SelectionInput } from '#server/domain/wire/plan.ts';

type Labelled = ResourceIdentity & { readonly labels: Readonly<Record<string, string>> };

/**
 * Whether a selection takes an object: every condition that is given must hold. Kinds are known whatever their capitals;
 * names are `name`, `Kind/name` or `Kind/namespace/name`.
 */
export function createSelector({ kinds, names, labels }: SelectionInput): (object: Labelled) => boolean {
  const wantedKinds = kinds === undefined || kinds.length === 0 ? null : new Set(kinds.map(lower));
  const wantedNames = names === undefined || names.length === 0 ? null : new Set(names.map(nameKey));
  const wantedLabels = Object.entries(labels ?? {});
  return (object) =>
    (wantedKinds === null || wantedKinds.has(lower(object.kind))) &&
    (wantedNames === null || nameKeysOf(object).some((name) => wantedNames.has(name))) &&
    wantedLabels.every(([key, value]) => Object.hasOwn(object.labels, key) && object.labels[key] === value);
}

const lower = (text: string): string => text.toLowerCase();

/** Only the kind may be written in other capitals: Kubernetes knows no others in names. */
function nameKey(name: string): string {
  const slash = name.indexOf('/');
  return slash === -1 ? name : lower(name.slice(0, slash)) + name.slice(slash);
}

const nameKeysOf = ({ kind, namespace, name }: ResourceIdentity): string[] => [
  name,
  `${lower(kind)}/${name}`,
  `${lower(kind)}/${namespace}/${name}`,
];

/** "kind VPC or Server, name vpc-1, label tier=web" */
export function selectionText({ kinds = [], names = [], labels = {} }: SelectionInput): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return [
    ...(kinds.length === 0 ? [] : [`kind ${some(kinds)}`]),
    ...(names.length === 0 ? [] : [`name ${some(names)}`]),
    ...(pairs.length === 0 ? [] : [`label ${some(pairs, ' and ')}`]),
  ].join(', ');
}

const MOST_NAMED = 4;

function some(words: readonly string[], between = ' or '): string {
  const more = words.length - MOST_NAMED;
  return words.slice(0, MOST_NAMED).join(between) + (more > 0 ? `${between}${more} more` : '');
}

/**
 * Why nothing can be done with a selection; null = it selects something, and every name of it an object. A name that is
 * misspelt must not look as if its object were synced.
 */
export function selectionGap(
  selection: SelectionInput,
  selected: readonly ResourceIdentity[],
): string | null {
  const found = new Set(selected.flatMap((object) => nameKeysOf(object)));
  const unknown = (selection.names ?? []).filter((name) => !found.has(nameKey(name)));
  if (unknown.length > 0) return `no object is selected by name ${some(unknown)}`;
  return selected.length === 0 ? `${selectionText(selection)} selects no object` : null;
}
