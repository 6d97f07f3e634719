import { AppError, type FieldError } from '#server/domain/app-error.ts';
import {
  apiVersionOf,
  isControllerOwned,
  isInWriteScope,
  kindNamed,
} from '#server/domain/hedgehog/lookup-kind.ts';
import { checkRules } from '#server/domain/hedgehog/rules.ts';
import { resourceKey, type DesiredResource } from '#server/domain/resource.ts';
import type { ResourceWarning } from '#server/domain/wire/resource-change.ts';
import type { WriteScope } from '#server/domain/words.ts';

/**
 * Kinds that may be in an inventory at all, and the rules of Hedgehog's webhooks beside the rest of the inventory.
 * @returns what does not stand against saving. @throws AppError REQUEST_INVALID with every field that does
 */
export function checkRulesOf(
  resource: DesiredResource,
  neighbours: Iterable<DesiredResource>,
  writeScope: WriteScope,
): ResourceWarning[] {
  const kind = kindNamed(resource.kind);
  if (kind === undefined)
    refuse([{ field: 'kind', message: `${resource.kind} is not a kind that can be synced` }]);
  if (isControllerOwned(resource)) {
    const message = `${resource.kind} ${resource.name} is made by Hedgehog's own controller and is left to it`;
    refuse([{ field: kind.controllerOwned ? 'kind' : 'name', message }]);
  }
  if (resource.apiVersion !== apiVersionOf(kind)) {
    refuse([{ field: 'api_version', message: `${kind.kind} is written as ${apiVersionOf(kind)}` }]);
  }
  const key = resourceKey(resource);
  const findings = checkRules({
    desired: [resource],
    live: [...neighbours].filter((each) => resourceKey(each) !== key),
  });
  const refused = findings.filter(({ severity }) => severity === 'refused');
  if (refused.length > 0) refuse(refused.map(({ field, message }) => ({ field: formField(field), message })));
  const warnings = findings.map(({ field, message }) => ({ field: formField(field), message }));
  if (isInWriteScope(resource.kind, writeScope)) return warnings;
  const outside =
    'This fabric writes tenant kinds only: the object is kept here and never written to the cluster';
  return [{ field: 'kind', message: outside }, ...warnings];
}

/** The rules name fields of the object, people fill in fields of the form. */
const formField = (field: string): string =>
  field.replace(/^metadata\.(name|namespace|labels|annotations)/, '$1');

function refuse(fields: readonly FieldError[]): never {
  throw new AppError('REQUEST_INVALID', {}, { fields });
}
