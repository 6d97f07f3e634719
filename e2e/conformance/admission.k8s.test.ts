import { expect, it, onTestFinished } from 'vitest';
import { startAdmissionWebhook, type Verdict } from '../cluster/admission-webhook.ts';
import type { ApiBody } from '../cluster/client.ts';
import { applyVpc } from './applying.ts';
import { onEachServer, unique } from './meet.ts';

const GROUP = 'vpc.githedgehog.com';

onEachServer('admission webhooks', ({ client, fresh }) => {
  /** A webhook that is in effect, for objects with its label only. */
  async function webhook(
    type: 'validating' | 'mutating',
    decide: (spec: Record<string, unknown>) => Verdict | Promise<Verdict>,
  ) {
    const id = unique();
    const labels = { hook: id };
    const probe = fresh('vpcs');
    const hook = await startAdmissionWebhook(client, {
      type,
      name: `${id}.kb.io`,
      group: GROUP,
      resource: 'vpcs',
      labels,
      timeoutSeconds: 1,
      decide: ({ object }) =>
        object?.metadata.name === probe.name ? { denied: 'ready' } : decide(object?.spec ?? {}),
    });
    onTestFinished(hook.stop);
    await expect
      .poll(async () => (await applyVpc(client, probe, 'probe', { labels }, { dryRun: 'All' })).status, {
        timeout: 10_000,
      })
      .toBe(403);
    return { ...hook, labels, name: `${id}.kb.io` };
  }

  it('refuse with 403 in words of their own', async () => {
    const place = fresh('vpcs');
    const { labels, name } = await webhook('validating', () => ({
      denied: 'failed to validate vpc: no subnets',
    }));

    const reply = await applyVpc(client, place, 'git', { labels });

    expect(reply).toMatchObject({
      status: 403,
      body: {
        kind: 'Status',
        status: 'Failure',
        reason: 'Forbidden',
        message: `admission webhook "${name}" denied the request: failed to validate vpc: no subnets`,
        code: 403,
      },
    });
    expect(reply.body).not.toHaveProperty('details');
    expect((await client.send('GET', place.path)).status).toBe(404);
  });

  it('are asked on a dry run', async () => {
    const { labels } = await webhook('validating', () => ({ denied: 'no' }));

    expect(await applyVpc(client, fresh('vpcs'), 'git', { labels }, { dryRun: 'All' })).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('denied the request: no') },
    });
  });

  it('warn in a header', async () => {
    const { labels } = await webhook('validating', () => ({ warnings: ['MCLAG is deprecated'] }));

    const reply = await applyVpc(client, fresh('vpcs'), 'git', { labels });

    expect(reply.status).toBe(201);
    expect(reply.headers['warning']).toBe('299 - "MCLAG is deprecated"');
  });

  it('change what is stored, and an apply of the same still changes nothing', async () => {
    const place = fresh('vpcs');
    const { labels } = await webhook('mutating', ({ vlanNamespace }) =>
      vlanNamespace ? {} : { patch: [{ op: 'add', path: '/spec/vlanNamespace', value: 'default' }] },
    );

    const first = await applyVpc(client, place, 'git', { labels, spec: { mode: 'a' } });
    const second = await applyVpc(client, place, 'git', { labels, spec: { mode: 'a' } });

    expect(first).toMatchObject({ status: 201, body: { spec: { mode: 'a', vlanNamespace: 'default' } } });
    expect(second.body.spec).toEqual({ mode: 'a', vlanNamespace: 'default' });
    expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
    expect(managers(first.body)).toEqual([['git', 'Apply', { 'f:mode': {} }]]);
  });

  it('change a value that was applied, which then stays with its manager and may be applied again', async () => {
    const place = fresh('vpcs');
    const { labels } = await webhook('mutating', ({ mode }) =>
      mode === 'A' ? { patch: [{ op: 'replace', path: '/spec/mode', value: 'a' }] } : {},
    );

    const first = await applyVpc(client, place, 'git', { labels, spec: { mode: 'A' } });
    const second = await applyVpc(client, place, 'git', { labels, spec: { mode: 'A' } });
    const third = await applyVpc(client, place, 'git', { labels, spec: { mode: 'A', ipv4Namespace: 'x' } });
    expect([first.status, second.status, third.status]).toEqual([201, 200, 200]);
    expect(second.body).toEqual(first.body);
    expect(third.body.spec).toEqual({ mode: 'a', ipv4Namespace: 'x' });
    expect(managers(third.body)).toEqual([['git', 'Apply', { 'f:mode': {}, 'f:ipv4Namespace': {} }]]);
  });

  it('fail every write while they cannot be reached, as an error 500', async () => {
    const { labels, name, hangUp } = await webhook('validating', () => ({}));
    await hangUp();

    const { status, body } = await applyVpc(client, fresh('vpcs'), 'git', { labels });

    expect(status).toBe(500);
    expect(body).toMatchObject({
      reason: 'InternalError',
      code: 500,
      details: { causes: [{ message: expect.any(String) }] },
    });
    expect(body.message).toMatch(
      new RegExp(
        `^Internal error occurred: failed calling webhook "${name}": failed to call webhook: Post "https://127\\.0\\.0\\.1:\\d+/\\?timeout=1s": .*connection refused$`,
      ),
    );
  });

  it('fail a write when they do not answer in time', async () => {
    const { labels } = await webhook('validating', () => new Promise(() => undefined));

    const { status, body } = await applyVpc(client, fresh('vpcs'), 'git', { labels });

    expect([status, body.reason]).toEqual([500, 'InternalError']);
    expect(body.message).toMatch(
      /failed calling webhook .*: (context deadline exceeded|.*Client\.Timeout exceeded)/,
    );
  });
});

function managers({ metadata }: ApiBody) {
  return (metadata.managedFields ?? []).map(({ manager, operation, fieldsV1 }) => [
    manager,
    operation,
    fieldsV1['f:spec'],
  ]);
}
