import { writeFile } from 'node:fs/promises';
import { FABRIC_OPERAND, onlyOperand, type Command } from '#server/cli/command.ts';
import { UsageError } from '#server/cli/usage-error.ts';

export const exportFabric: Command = {
  name: 'export',
  summary: 'write the desired or the live state as YAML for kubectl and Git',
  operands: [FABRIC_OPERAND],
  options: ['server', 'token', 'help', 'source', 'kind', 'output'],
  details: `One file with all objects, referred ones first, without what the server keeps: kubectl apply -f takes it, and committed
to Git and synced it changes nothing. --source live reads the cluster; the default is desired. --kind takes one kind.`,
  async run(context) {
    const { api, options, terminal } = context;
    const { source = 'desired', kind = [], output } = options;
    if (source !== 'desired' && source !== 'live') {
      throw new UsageError(`--source takes desired or live, not "${source}"`);
    }
    if (kind.length > 1) throw new UsageError('export takes one --kind');
    const fabric = await api.findFabric(onlyOperand(context));
    const query = new URLSearchParams({ source, ...(kind[0] === undefined ? {} : { kind: kind[0] }) });
    const yaml = await api.file(`/fabrics/${fabric.id}/export?${query.toString()}`);
    if (output === undefined || output === '-') {
      terminal.out(yaml);
      return 0;
    }
    try {
      await writeFile(output, yaml);
    } catch (error) {
      throw new UsageError(
        `${output} cannot be written: ${error instanceof Error ? error.message : 'unknown'}`,
      );
    }
    terminal.err(`${output} written\n`);
    return 0;
  },
};
