import { writeFile } from 'node:fs/promises';
import { firstOperand, type Command } from '#server/cli/command.ts';
import { API_OPTIONS } from '#server/cli/options.ts';
import { UsageError } from '#server/cli/usage-error.ts';

export const exportFabric: Command = {
  name: 'export',
  group: 'Act',
  summary: 'write the desired or the live state as YAML for kubectl and Git',
  operands: ['fabric'],
  options: ['source', 'kind', 'output', ...API_OPTIONS],
  details: `One file with all objects, referred ones first, without what the server keeps: kubectl apply -f takes it, and committed
to Git and synced it changes nothing. With --json it is one Kubernetes list, which kubectl takes as well.`,
  examples: [
    ['fabric-sync export dc1 -o dc1.yaml', 'what is wanted, as a file'],
    ['fabric-sync export dc1 --source live --kind VPC | less', 'the VPCs as the cluster has them'],
  ],
  async run(context) {
    const { api, options, terminal } = context;
    const { source = 'desired', kind = [], output } = options;
    const [only, ...more] = kind;
    if (more.length > 0) throw new UsageError('export takes one --kind');
    const fabric = await api.findFabric(firstOperand(context));
    const yaml = await api.call('GET /fabrics/{id}/export', {
      params: { id: fabric.id },
      query: new URLSearchParams({ source, ...(only === undefined ? {} : { kind: only }) }).toString(),
    });
    const text = options.json === true ? await listOf(yaml) : yaml;
    if (output === undefined || output === '-') {
      terminal.out(text);
      return 0;
    }
    try {
      await writeFile(output, text);
    } catch (error) {
      throw new UsageError(
        `${output} cannot be written: ${error instanceof Error ? error.message : 'unknown'}`,
      );
    }
    terminal.err(`${output} written\n`);
    return 0;
  },
};

/** The objects as one Kubernetes list. */
async function listOf(yaml: string): Promise<string> {
  const { parseAllDocuments } = await import('yaml');
  const items = parseAllDocuments(yaml)
    .map((document) => document.toJS() as unknown)
    .filter((object) => object !== null);
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2)}\n`;
}
