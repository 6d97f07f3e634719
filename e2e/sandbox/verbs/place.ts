import { objectAt, stringAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { badRequest } from '../http/status-error.ts';
import type { Target } from '../http/request.ts';

/** Refuses an object that says no name, or another name or namespace than its path. */
export function checkPlace(target: Target, object: JsonObject): void {
  const meta = objectAt(object, 'metadata');
  const name = stringAt(meta, 'name');
  const namespace = stringAt(meta, 'namespace');
  if (name === '') {
    throw badRequest(
      `the name of the object (${target.name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (name !== target.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${target.name})`);
  }
  if (namespace !== '' && namespace !== target.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}
