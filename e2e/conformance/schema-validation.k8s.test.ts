import { expect, it } from 'vitest';
import type { Cause } from '../cluster/client.ts';
import { objectOf, vpc, type KindName } from './kinds.ts';
import { onEachServer } from './meet.ts';

type Case = {
  title: string;
  kind: KindName;
  spec: Record<string, unknown>;
  causes: Cause[];
  /** The part of the message after "<Kind>.<group> "<name>" is invalid: ". */
  message?: string;
};

const CASES: Case[] = [
  {
    title: 'a value outside an enum',
    kind: 'switches',
    spec: { role: 'boss' },
    message:
      'spec.role: Unsupported value: "boss": supported values: "spine", "server-leaf", "border-leaf", "mixed-leaf", "virtual-edge"',
    causes: [
      {
        reason: 'FieldValueNotSupported',
        field: 'spec.role',
        message:
          'Unsupported value: "boss": supported values: "spine", "server-leaf", "border-leaf", "mixed-leaf", "virtual-edge"',
      },
    ],
  },
  {
    title: 'a required field that is not there',
    kind: 'switches',
    spec: {},
    message: 'spec.role: Required value',
    causes: [{ reason: 'FieldValueRequired', field: 'spec.role', message: 'Required value' }],
  },
  {
    title: 'required fields inside the spec',
    kind: 'externalattachments',
    spec: { external: 'x' },
    causes: [
      { reason: 'FieldValueRequired', field: 'spec.neighbor', message: 'Required value' },
      { reason: 'FieldValueRequired', field: 'spec.switch', message: 'Required value' },
    ],
  },
  {
    title: 'too few items',
    kind: 'ipv4namespaces',
    spec: { subnets: [] },
    message: 'spec.subnets: Invalid value: 0: spec.subnets in body should have at least 1 items',
    causes: [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.subnets',
        message: 'Invalid value: 0: spec.subnets in body should have at least 1 items',
      },
    ],
  },
  {
    title: 'too many items',
    kind: 'ipv4namespaces',
    spec: { subnets: Array.from({ length: 21 }, (_, index) => `10.${index}.0.0/16`) },
    message: 'spec.subnets: Too many: 21: must have at most 20 items',
    causes: [
      {
        reason: 'FieldValueTooMany',
        field: 'spec.subnets',
        message: 'Too many: 21: must have at most 20 items',
      },
    ],
  },
  {
    title: 'items of a list inside a list',
    kind: 'vpcpeerings',
    spec: { permit: [{ a: { subnets: [] }, b: {} }] },
    causes: [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.permit[0].a.subnets',
        message: 'Invalid value: 0: spec.permit[0].a.subnets in body should have at least 1 items',
      },
    ],
  },
  {
    title: 'a pattern',
    kind: 'connections',
    spec: {
      fabric: { links: [{ spine: { port: 'a/E1', ip: 'nope' }, leaf: { port: 'b/E1', ip: '10.0.0.1/31' } }] },
    },
    causes: [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.fabric.links[0].spine.ip',
        message:
          'Invalid value: "nope": spec.fabric.links[0].spine.ip in body should match \'^((25[0-5]|(2[0-4]|1\\d|[1-9]|)\\d)\\.?\\b){4}/([1-2]?[0-9]|3[0-2])$\'',
      },
    ],
  },
  {
    title: 'a number above and one below its bounds',
    kind: 'switches',
    spec: { role: 'spine', linkFlapErrDisable: { flapThreshold: 99, recoveryInterval: -1 } },
    causes: [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.linkFlapErrDisable.flapThreshold',
        message:
          'Invalid value: 99: spec.linkFlapErrDisable.flapThreshold in body should be less than or equal to 50',
      },
      {
        reason: 'FieldValueInvalid',
        field: 'spec.linkFlapErrDisable.recoveryInterval',
        message:
          'Invalid value: -1: spec.linkFlapErrDisable.recoveryInterval in body should be greater than or equal to 0',
      },
    ],
  },
  {
    title: 'wrong types, each of them',
    kind: 'vpcs',
    spec: { ipv4Namespace: 5, permit: 'x', subnets: { web: { vlan: '1001' } } },
    causes: [
      {
        reason: 'FieldValueTypeInvalid',
        field: 'spec.ipv4Namespace',
        message: 'Invalid value: "integer": spec.ipv4Namespace in body must be of type string: "integer"',
      },
      {
        reason: 'FieldValueTypeInvalid',
        field: 'spec.permit',
        message: 'Invalid value: "string": spec.permit in body must be of type array: "string"',
      },
      {
        reason: 'FieldValueTypeInvalid',
        field: 'spec.subnets.web.vlan',
        message: 'Invalid value: "string": spec.subnets.web.vlan in body must be of type integer: "string"',
      },
    ],
  },
  {
    title: 'a number too large for its format, without naming the field',
    kind: 'switches',
    spec: { role: 'spine', asn: 4_200_000_000 },
    causes: [
      {
        reason: 'FieldValueInvalid',
        field: '<nil>',
        message: 'Invalid value: "": Checked value must be of type integer with format int32 in spec.asn',
      },
    ],
  },
];

onEachServer('validation by the schema', ({ client, fresh }) => {
  for (const { title, kind, spec, causes, message } of CASES) {
    it(`refuses ${title}`, async () => {
      const { name, collection } = fresh(kind);
      const object = objectOf(kind, name, spec);
      const group = object.apiVersion.split('/')[0];

      const { status, body } = await client.send('POST', collection, { body: object });

      expect(status).toBe(422);
      expect(body).toMatchObject({
        kind: 'Status',
        status: 'Failure',
        reason: 'Invalid',
        code: 422,
        details: { name, group, kind: object.kind },
      });
      expect(body.details?.causes?.toSorted(byField)).toEqual(causes);
      expect(body.message).toContain(`${object.kind}.${group} "${name}" is invalid: ${message ?? ''}`);
    });
  }

  it('names every cause in the message, several in brackets', async () => {
    const { name, collection } = fresh('switches');

    const { body } = await client.send('POST', collection, {
      body: objectOf('switches', name, { role: 'boss', redundancy: { type: 'zlag' } }),
    });

    expect(body.message).toMatch(/^Switch\.wiring\.githedgehog\.com "\S+" is invalid: \[.*\]$/);
    expect(body.message).toContain(
      'spec.redundancy.type: Unsupported value: "zlag": supported values: "mclag", "eslag"',
    );
    expect(body.message).toContain('spec.role: Unsupported value: "boss"');
  });

  it('answers an apply that breaks the schema in the same way', async () => {
    const { name, path } = fresh('switches');

    expect(
      await client.send('PATCH', path, {
        contentType: 'application/apply-patch+yaml',
        query: { fieldManager: 'git' },
        body: objectOf('switches', name, { role: 'boss' }),
      }),
    ).toMatchObject({
      status: 422,
      body: {
        reason: 'Invalid',
        details: { causes: [{ reason: 'FieldValueNotSupported', field: 'spec.role' }] },
      },
    });
  });

  it('validates updates too, and leaves the object as it was', async () => {
    const { name, collection, path } = fresh('switches');
    const { body: before } = await client.send('POST', collection, {
      body: objectOf('switches', name, { role: 'spine' }),
    });

    const { status } = await client.send('PATCH', path, {
      contentType: 'application/merge-patch+json',
      body: { spec: { role: null } },
    });

    expect(status).toBe(422);
    expect((await client.send('GET', path)).body).toEqual(before);
  });

  it('takes a whole number written with a fraction, and refuses a real fraction', async () => {
    const [whole, part] = [fresh('vpcs'), fresh('vpcs')];
    const body = (name: string, vlan: string) =>
      JSON.stringify(vpc(name, { subnets: { web: { vlan: 0 } } })).replace('"vlan":0', `"vlan":${vlan}`);

    const taken = await client.send('POST', whole.collection, { body: body(whole.name, '7.0') });
    const refused = await client.send('POST', part.collection, { body: body(part.name, '7.5') });

    expect(taken).toMatchObject({ status: 201, body: { spec: { subnets: { web: { vlan: 7 } } } } });
    expect(refused).toMatchObject({ status: 422 });
    expect(refused.body.message).toContain('spec.subnets.web.vlan in body must be of type integer: "number"');
  });
});

function byField(a: Cause, b: Cause): number {
  return (a.field ?? '').localeCompare(b.field ?? '');
}
