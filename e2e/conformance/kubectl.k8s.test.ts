import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { findKubectl } from '../cluster/binaries.ts';
import { writeKubeconfig } from '../cluster/kubeconfig.ts';
import { vpc } from './kinds.ts';
import { onEachServer, unique } from './meet.ts';

const run = promisify(execFile);
const program = findKubectl();
if (!program)
  process.stdout.write(
    'Left out: the suites that run kubectl: none beside the API server and none on PATH\n',
  );

describe.skipIf(!program)('kubectl', () => {
  onEachServer('as an operator uses it', ({ client, fresh, server }) => {
    let folder = '';
    let kubeconfig = '';

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'fabric-sync-kubectl-'));
      kubeconfig = await writeKubeconfig(join(folder, 'config'), {
        ...client.access,
        namespace: server.namespace,
      });
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    /** Home is the temporary folder, so that the discovery cache of one server does not meet the other. */
    async function kubectl(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
      const env = { ...process.env, HOME: folder, KUBECONFIG: kubeconfig };
      try {
        return { code: 0, ...(await run(program ?? '', args, { env })) };
      } catch (error) {
        return error as { code: number; stdout: string; stderr: string };
      }
    }

    async function manifest(...objects: unknown[]): Promise<string> {
      const path = join(folder, `${unique()}.yaml`);
      await writeFile(path, objects.map(toYaml).join('---\n'));
      return path;
    }

    it('applies, gets and deletes', async () => {
      const { name } = fresh('vpcs');
      const file = await manifest(
        vpc(name, { ipv4Namespace: 'ns-a', vlanNamespace: 'ns-b', subnets: { web: { vlan: 7 } } }),
      );

      const applied = await kubectl('apply', '--server-side', '-f', file);
      const again = await kubectl('apply', '--server-side', '-f', file);
      const narrow = await kubectl('get', 'vpcs', name);
      const wide = await kubectl('get', 'vpcs', name, '-o', 'wide');
      const yaml = await kubectl('get', `vpcs.vpc.githedgehog.com/${name}`, '-o', 'yaml');
      const deleted = await kubectl('delete', 'vpc', name);
      const absent = await kubectl('get', 'vpc', name);

      expect(applied).toMatchObject({
        code: 0,
        stdout: `vpc.vpc.githedgehog.com/${name} serverside-applied\n`,
      });
      expect(again).toMatchObject({ code: 0, stdout: applied.stdout });
      expect(columns(narrow.stdout)).toEqual([
        ['NAME', 'IPV4NS', 'VLANNS', 'AGE'],
        [name, 'ns-a', 'ns-b', expect.stringMatching(/^\d+s$/)],
      ]);
      expect(columns(wide.stdout)).toEqual([
        ['NAME', 'IPV4NS', 'VLANNS', 'SUBNETS', 'VNI', 'AGE'],
        [name, 'ns-a', 'ns-b', '{"web":{"vlan":7}}', expect.stringMatching(/^\d+s$/)],
      ]);
      expect(yaml.stdout).toContain(`name: ${name}`);
      expect(deleted.stdout).toMatch(new RegExp(`^vpc\\.vpc\\.githedgehog\\.com "${name}" deleted`));
      expect(absent).toMatchObject({
        code: 1,
        stderr: `Error from server (NotFound): vpcs.vpc.githedgehog.com "${name}" not found\n`,
      });
    });

    it('refuses a server-side apply that would take a field from another manager', async () => {
      const { name } = fresh('vpcs');
      await kubectl(
        'apply',
        '--server-side',
        '--field-manager=one',
        '-f',
        await manifest(vpc(name, { mode: 'a' })),
      );
      const other = await manifest(vpc(name, { mode: 'b' }));

      const refused = await kubectl('apply', '--server-side', '--field-manager=two', '-f', other);
      const forced = await kubectl('apply', '--server-side', '--force-conflicts', '-f', other);

      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain('Apply failed with 1 conflict: conflict with "one": .spec.mode');
      expect(forced.code).toBe(0);
    });

    it('applies on the client side, changes and finds nothing to change', async () => {
      const { name, path } = fresh('vpcs');

      const created = await kubectl(
        'apply',
        '-f',
        await manifest(vpc(name, { mode: 'a', ipv4Namespace: 'x' })),
      );
      const changed = await manifest(vpc(name, { ipv4Namespace: 'y' }));
      const configured = await kubectl('apply', '-f', changed);
      const unchanged = await kubectl('apply', '-f', changed);

      expect(created).toMatchObject({ code: 0, stdout: `vpc.vpc.githedgehog.com/${name} created\n` });
      expect(configured.stdout).toBe(`vpc.vpc.githedgehog.com/${name} configured\n`);
      expect(unchanged.stdout).toBe(`vpc.vpc.githedgehog.com/${name} unchanged\n`);
      expect((await client.send('GET', path)).body.spec).toEqual({ ipv4Namespace: 'y' });
    });

    it('refuses a field that the schema does not know', async () => {
      const { name } = fresh('vpcs');

      const refused = await kubectl('create', '-f', await manifest(vpc(name, { bogus: 1 })));

      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain('unknown field "spec.bogus"');
    });

    it('labels, annotates and patches', async () => {
      const { name, path } = fresh('vpcs');
      await client.send('POST', fresh('vpcs').collection, { body: vpc(name) });

      const labelled = await kubectl('label', 'vpc', name, 'a=1');
      const annotated = await kubectl('annotate', 'vpc', name, 'b=2');
      const patched = await kubectl('patch', 'vpc', name, '--type=merge', '-p', '{"spec":{"mode":"l3vni"}}');

      expect([labelled.code, annotated.code, patched.code]).toEqual([0, 0, 0]);
      expect((await client.send('GET', path)).body).toMatchObject({
        metadata: { labels: { a: '1' }, annotations: { b: '2' } },
        spec: { mode: 'l3vni' },
      });
    });

    it('finds kinds by short name and by category', async () => {
      const { name, collection } = fresh('switchgroups');
      await client.send('POST', collection, {
        body: {
          apiVersion: 'wiring.githedgehog.com/v1beta1',
          kind: 'SwitchGroup',
          metadata: { name },
          spec: {},
        },
      });

      const short = await kubectl('get', 'sg', name, '-o', 'name');
      const category = await kubectl('get', 'hedgehog', '-o', 'name');
      const resources = await kubectl('api-resources', '--api-group=wiring.githedgehog.com', '-o', 'name');

      expect(short.stdout).toBe(`switchgroup.wiring.githedgehog.com/${name}\n`);
      expect(category.stdout).toContain(`switchgroup.wiring.githedgehog.com/${name}\n`);
      expect(resources.stdout).toContain('switches.wiring.githedgehog.com\n');
    });

    it('explains a field, and shows versions and rights', async () => {
      const explained = await kubectl('explain', 'vpc.spec.subnets');
      const version = await kubectl('version', '-o', 'json');
      const may = await kubectl('auth', 'can-i', 'create', 'vpcs.vpc.githedgehog.com');

      expect(explained).toMatchObject({ code: 0, stdout: expect.stringContaining('FIELD: subnets') });
      expect(JSON.parse(version.stdout)).toMatchObject({
        serverVersion: { gitVersion: expect.stringMatching(/^v1\./) },
      });
      expect(may).toMatchObject({ code: 0, stdout: 'yes\n' });
    });
  });
});

/** The words of a table; an empty cell is not seen. */
function columns(text: string): string[][] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
}

/** Kubernetes reads YAML 1.1, where an unquoted y is a boolean. */
function toYaml(object: unknown): string {
  return stringify(object, { compat: 'yaml-1.1' });
}
