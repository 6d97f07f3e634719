import { and, eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { auditEvents, fabrics, resources } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { startApi } from '#server/api/api-under-test.ts';
import type { ChangedResource } from '#server/domain/wire/resource-change.ts';

const { db } = await testDatabase();
const { call, as } = await startApi(db);
let counter = 0;

async function fabric(settings: object = {}): Promise<number> {
  counter += 1;
  const { body } = await call('POST', '/fabrics', { name: `dc${counter}`, sync_interval: 0, ...settings });
  return (body as { id: number }).id;
}
const vpc = (fabric_id: number, name = 'vpc-1', differs: object = {}) => ({
  fabric_id,
  kind: 'VPC',
  name,
  spec: { subnets: { default: { subnet: '10.0.1.0/24', vlan: 1001 } } },
  ...differs,
});
async function add(fabricId: number, name = 'vpc-1'): Promise<ChangedResource> {
  const { status, body } = await call('POST', '/resources', vpc(fabricId, name));
  expect(status).toBe(201);
  return body as ChangedResource;
}

describe('adding an object to the inventory', () => {
  it('keeps it as desired, says that the cluster was not asked, and who added what', async () => {
    const id = await fabric();

    const added = await add(id);

    expect(added).toMatchObject({
      kind: 'VPC',
      namespace: 'default',
      api_version: 'vpc.githedgehog.com/v1beta1',
      version: 1,
      drift_status: 'unknown',
      desired: { spec: { subnets: { default: { vlan: 1001 } } }, labels: {}, annotations: {} },
      checked_by_cluster: false,
      warnings: [{ field: '', message: 'Not checked against the cluster: no Kubernetes server is set' }],
    });
    const [event] = await db
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.subjectType, 'resource'), eq(auditEvents.subjectId, String(added.id))));
    expect(event).toMatchObject({
      kind: 'resource.created',
      fabricId: id,
      data: { kind: 'VPC', name: 'vpc-1', before: null, after: added.desired },
    });
  });

  it.each([
    ['a kind that is not known', { kind: 'Pod' }, 'kind'],
    ['what controllers make', { kind: 'Agent', name: 'leaf-01' }, 'kind'],
    ['the gateway group that the controller makes', { kind: 'GatewayGroup', name: 'default' }, 'name'],
    ['another API version', { api_version: 'vpc.githedgehog.com/v1alpha2' }, 'api_version'],
    ['a name that is none', { name: 'VPC_1' }, 'name'],
    ['a name that is too long for a VPC', { name: 'vpc-12345678' }, 'name'],
    ['a spec that is a list', { spec: [] }, 'spec'],
    ['a label that is a number', { labels: { team: 5 } }, 'labels.team'],
    ['what a rule refuses', { spec: { subnets: {} } }, 'spec.subnets'],
    ['a field of the request that is not there', { nonsense: 1 }, /.*/],
  ])('refuses %s, by the field', async (_what, differs, field) => {
    const id = await fabric();

    const { status, body } = await call('POST', '/resources', vpc(id, 'vpc-1', differs));

    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'REQUEST_INVALID' });
    const { fields } = body as { fields: { field: string }[] };
    expect(fields.map((each) => each.field).join()).toMatch(field);
    expect(await db.select().from(resources).where(eq(resources.fabricId, id))).toEqual([]);
  });

  it('refuses what collides with the rest of the inventory', async () => {
    const id = await fabric();
    await add(id);

    const { status, body } = await call('POST', '/resources', vpc(id, 'vpc-2'));

    expect(status).toBe(422);
    expect(JSON.stringify(body)).toContain('spec.subnets.default');
  });

  it('refuses one that is there already, and says which', async () => {
    const id = await fabric();
    const { id: first } = await add(id);

    const { status, body } = await call('POST', '/resources', vpc(id));

    expect(status).toBe(409);
    expect((body as { error: string }).error).toContain(`(resource ${first})`);
  });

  it('says what the write scope keeps from the cluster', async () => {
    const id = await fabric({ write_scope: 'tenant' });

    const { body } = await call('POST', '/resources', { fabric_id: id, kind: 'Server', name: 's', spec: {} });

    expect((body as ChangedResource).warnings[0]).toMatchObject({ field: 'kind' });
  });

  it('is for those who operate', async () => {
    const id = await fabric();

    expect(await as('viewer')('POST', '/resources', vpc(id))).toMatchObject({ status: 403 });
  });
});

describe('a fabric whose source is Git', () => {
  it('is changed in Git: the answer names the file and the line', async () => {
    const { body: repository } = await call('POST', '/repositories', {
      name: `r${counter}`,
      url: 'https://git.example/r.git',
    });
    const id = await fabric({ git_repository: (repository as { id: number }).id, gitops_directory: 'dc1' });
    const [row] = await db
      .insert(resources)
      .values({
        fabricId: id,
        apiVersion: 'vpc.githedgehog.com/v1beta1',
        kind: 'VPC',
        namespace: 'default',
        name: 'vpc-1',
        desired: { spec: {}, labels: {}, annotations: {} },
        sourceFile: 'dc1/vpcs.yaml',
        sourceLine: 12,
      })
      .returning();
    const address = `/resources/${row?.id}`;

    const created = await call('POST', '/resources', vpc(id));
    const patched = await call('PATCH', address, { spec: {} });
    const deleted = await call('DELETE', address);
    const imported = await call('POST', `/fabrics/${id}/import`, {});

    expect([created, patched, deleted, imported].map(({ status }) => status)).toEqual([409, 409, 409, 409]);
    expect((created.body as { error: string }).error).toContain('in the directory dc1');
    for (const { body } of [patched, deleted]) {
      expect((body as { error: string }).error).toContain('dc1/vpcs.yaml:12');
    }
    expect((imported.body as { error: string }).error).toContain('export the cluster as YAML');
  });
});

describe('changing an object of the inventory', () => {
  const spec = { subnets: { default: { subnet: '10.0.1.0/24', vlan: 1002 } } };

  it('replaces what is given, raises the version, and keeps the former one in the record', async () => {
    const { id, fabric_id, desired } = await add(await fabric());

    const { status, body } = await call('PATCH', `/resources/${id}`, {
      spec,
      labels: { team: 'net' },
      version: 1,
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({ version: 2, desired: { spec, labels: { team: 'net' } } });
    const events = await db.select().from(auditEvents).where(eq(auditEvents.fabricId, fabric_id));
    expect(events.find(({ kind }) => kind === 'resource.updated')?.data).toMatchObject({
      before: desired,
      after: { spec },
    });
  });

  it('refuses a change that was made on another version', async () => {
    const { id } = await add(await fabric());
    await call('PATCH', `/resources/${id}`, { spec });

    const { status, body } = await call('PATCH', `/resources/${id}`, { spec: {}, version: 1 });

    expect(status).toBe(412);
    expect(body).toMatchObject({ code: 'PRECONDITION_FAILED' });
    const { body: now } = await call('GET', `/resources/${id}`);
    expect(now).toMatchObject({ version: 2, desired: { spec } });
  });

  it('that changes nothing is no change', async () => {
    const { id, fabric_id } = await add(await fabric());

    const { body } = await call('PATCH', `/resources/${id}`, { labels: {} });

    expect(body).toMatchObject({ version: 1 });
    const [row] = await db.select().from(fabrics).where(eq(fabrics.id, fabric_id));
    expect(row?.inventoryVersion).toBe(1);
  });

  it('forgets what was found of the former one', async () => {
    const { id } = await add(await fabric());
    await db.update(resources).set({ driftStatus: 'in_sync' }).where(eq(resources.id, id));

    expect((await call('PATCH', `/resources/${id}`, { spec })).body).toMatchObject({
      drift_status: 'unknown',
    });
  });
});

describe('deleting an object of the inventory', () => {
  it('removes one that was never in the cluster at once', async () => {
    const { id } = await add(await fabric());

    expect((await call('DELETE', `/resources/${id}`)).status).toBe(204);
    expect((await call('GET', `/resources/${id}`)).status).toBe(404);
  });

  it('keeps the row of one that is in the cluster until it is gone from there; it may be added again', async () => {
    const { id, fabric_id } = await add(await fabric());
    await db.update(resources).set({ driftStatus: 'in_sync', uid: 'u' }).where(eq(resources.id, id));

    expect((await call('DELETE', `/resources/${id}`)).status).toBe(204);
    expect((await call('DELETE', `/resources/${id}`)).status).toBe(204);
    expect((await call('GET', `/resources/${id}`)).body).toMatchObject({
      desired: null,
      drift_status: 'extra',
    });
    expect((await call('PATCH', `/resources/${id}`, { spec: {} })).status).toBe(409);
    expect(await add(fabric_id)).toMatchObject({ id, version: 3, drift_status: 'unknown' });
  });
});

describe('what a changed inventory means for its fabric', () => {
  it('ends a retry series and starts a stopped schedule again, at once', async () => {
    const id = await fabric({ kubernetes_server: 'https://127.0.0.1:1', sync_interval: 300 });
    await db
      .update(fabrics)
      .set({
        syncError: 'x',
        errorCode: 'K8S_CRD_VALIDATION_FAILED',
        scheduleStopped: true,
        retryAttempt: 3,
        lastAttemptAt: new Date(),
      })
      .where(eq(fabrics.id, id));

    await add(id);

    const [row] = await db.select().from(fabrics).where(eq(fabrics.id, id));
    expect(row).toMatchObject({ scheduleStopped: false, retryAttempt: 0, inventoryVersion: 1 });
    expect(row?.retryAt?.getTime()).toBeLessThanOrEqual(Date.now());
    expect(row?.wakeAt).not.toBeNull();
  });

  it('says how many changes wait', async () => {
    const id = await fabric({ kubernetes_server: 'https://127.0.0.1:1' });
    await db.update(fabrics).set({ lastSync: new Date() }).where(eq(fabrics.id, id));

    expect((await call('GET', `/fabrics/${id}`)).body).toMatchObject({ why: '0 objects' });
    await add(id);
    expect((await call('GET', `/fabrics/${id}`)).body).toMatchObject({
      why: '1 change in the inventory waits',
    });
    await add(await fabric());
    const { id: second } = (
      await call('POST', '/resources', {
        fabric_id: id,
        kind: 'VLANNamespace',
        name: 'x',
        spec: { ranges: [{ from: 10, to: 20 }] },
      })
    ).body as { id: number };
    expect(second).toBeGreaterThan(0);
    expect((await call('GET', `/fabrics/${id}`)).body).toMatchObject({
      why: '2 changes in the inventory wait',
    });
  });
});

async function file(path: string): Promise<{ status: number; headers: Headers; text: string }> {
  const { status, headers, body } = await call('GET', path);
  return { status, headers, text: body as string };
}

describe('export of the desired state', () => {
  it('is a YAML file with a sane name, referred objects first, stable, of one kind where asked', async () => {
    const id = await fabric({ name: 'Köln / dc "1"' });
    await add(id);
    await call('POST', '/resources', {
      fabric_id: id,
      kind: 'VLANNamespace',
      name: 'default',
      spec: { ranges: [{ from: 1000, to: 2000 }] },
    });

    const { status, headers, text } = await file(`/fabrics/${id}/export`);

    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="koln-dc-1-desired.yaml"');
    expect(text).toBe(`# Fabric Köln / dc "1": desired state from the inventory, 2 objects
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata:
  name: default
  namespace: default
spec:
  ranges:
    - from: 1000
      to: 2000
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: vpc-1
  namespace: default
spec:
  subnets:
    default:
      subnet: 10.0.1.0/24
      vlan: 1001
`);
    expect((await file(`/fabrics/${id}/export?kind=VPC`)).text).not.toContain('VLANNamespace');
    expect((await file(`/fabrics/${id}/export?kind=Agent`)).status).toBe(422);
    expect((await file(`/fabrics/${id}/export?source=live`)).status).toBe(425);
    expect((await file('/fabrics/999999/export')).status).toBe(404);
  });
});
