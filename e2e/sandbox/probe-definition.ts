/** A kind of its own for comparisons: one field of everything that schemas can ask for. */
export const GROUP = 'sandbox.fabric-sync.test';

const TEXT = { type: 'string' };

export const PROBE_DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `probes.${GROUP}` },
  spec: {
    group: GROUP,
    names: { kind: 'Probe', plural: 'probes' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              status: { type: 'object', properties: { a: TEXT } },
              spec: {
                type: 'object',
                required: ['must'],
                properties: {
                  must: TEXT,
                  text: { type: 'string', pattern: '^a+$', minLength: 1, maxLength: 4 },
                  count: { type: 'integer', minimum: 1, maximum: 5 },
                  filled: { type: 'integer', default: 4 },
                  list: { type: 'array', items: TEXT, minItems: 1 },
                  map: { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 1 },
                  inner: { type: 'object', properties: { x: { type: 'string', default: 'hi' }, y: TEXT } },
                  free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  keyed: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    items: {
                      type: 'object',
                      required: ['name'],
                      properties: { name: TEXT, v: { type: 'integer' } },
                    },
                  },
                  set: { type: 'array', 'x-kubernetes-list-type': 'set', items: TEXT },
                  whole: { type: 'object', 'x-kubernetes-map-type': 'atomic', additionalProperties: TEXT },
                },
              },
            },
          },
        },
      },
    ],
  },
};
