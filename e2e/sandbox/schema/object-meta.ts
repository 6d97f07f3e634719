import type { Schema } from './structural-schema.ts';

const TEXT: Schema = { type: 'string' };
const TEXT_MAP: Schema = { type: 'object', additionalProperties: TEXT };

/** metadata of every object, as the API server types it. */
export const OBJECT_META: Schema = {
  type: 'object',
  properties: {
    name: TEXT,
    generateName: TEXT,
    namespace: TEXT,
    selfLink: TEXT,
    uid: TEXT,
    resourceVersion: TEXT,
    generation: { type: 'integer' },
    creationTimestamp: TEXT,
    deletionTimestamp: TEXT,
    deletionGracePeriodSeconds: { type: 'integer' },
    labels: TEXT_MAP,
    annotations: TEXT_MAP,
    finalizers: { type: 'array', items: TEXT, 'x-kubernetes-list-type': 'set' },
    ownerReferences: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
      items: {
        type: 'object',
        'x-kubernetes-map-type': 'atomic',
        properties: {
          apiVersion: TEXT,
          kind: TEXT,
          name: TEXT,
          uid: TEXT,
          controller: { type: 'boolean' },
          blockOwnerDeletion: { type: 'boolean' },
        },
      },
    },
    managedFields: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          manager: TEXT,
          operation: TEXT,
          apiVersion: TEXT,
          time: TEXT,
          fieldsType: TEXT,
          fieldsV1: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          subresource: TEXT,
        },
      },
    },
  },
};

/** The schema of a whole object: a kind's own fields and those that every object has. */
export function wholeObject(own: Schema): Schema {
  return {
    ...own,
    type: 'object',
    properties: { ...own.properties, apiVersion: TEXT, kind: TEXT, metadata: OBJECT_META },
  };
}
