import { API_OPTIONS } from '#server/cli/options.ts';
import { FABRIC_OPERAND, onlyOperand, type Command } from '#server/cli/command.ts';
import { syncStatus } from '#server/domain/wire/fabric.ts';

export const status: Command = {
  name: 'status',
  summary: "the fabric's sync state, and why",
  operands: [FABRIC_OPERAND],
  options: API_OPTIONS,
  async run(context) {
    const { api, options, terminal, paint } = context;
    const fabric = await api.findFabric(onlyOperand(context));
    if (options.json === true) {
      const answer = await api.call('GET', `/fabrics/${fabric.id}/sync/status`, syncStatus);
      terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
      return 0;
    }
    const bad = fabric.calculated_sync_status === 'error';
    const look = bad ? 'red' : fabric.calculated_sync_status === 'in_sync' ? 'green' : 'yellow';
    const lines = [
      `${paint('bold', fabric.name)}: ${paint(look, fabric.sync_status_display)}`,
      fabric.why,
      fabric.error_message === null ? '' : `Error: ${fabric.error_message}`,
      `Last sync: ${fabric.last_sync ?? 'never'}`,
      `Next sync: ${fabric.next_sync ?? 'none by itself'}`,
    ];
    terminal.out(`${lines.filter((line) => line !== '').join('\n')}\n`);
    return 0;
  },
};
