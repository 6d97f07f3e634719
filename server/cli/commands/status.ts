import { firstOperand, type Command } from '#server/cli/command.ts';
import { API_OPTIONS } from '#server/cli/options.ts';
import { plain, plainLines } from '#server/cli/plain.ts';
import { stateLook } from '#server/cli/state-look.ts';
import { writeJson } from '#server/cli/terminal.ts';

export const status: Command = {
  name: 'status',
  group: 'Look',
  summary: "the fabric's sync state, and why",
  operands: ['fabric'],
  options: API_OPTIONS,
  examples: [
    ['fabric-sync status dc1', 'state, why, last and next sync'],
    ['fabric-sync status dc1 --json | jq -r .calculated_sync_status', 'one word for a program'],
  ],
  async run(context) {
    const { api, options, terminal, paint } = context;
    const fabric = await api.findFabric(firstOperand(context));
    if (options.json === true) {
      writeJson(terminal, await api.call('GET /fabrics/{id}/sync/status', { params: { id: fabric.id } }));
      return 0;
    }
    const { progress } = fabric;
    const lines = [
      `${paint('bold', plain(fabric.name))}: ${paint(stateLook(fabric), fabric.sync_status_display)}`,
      plainLines(fabric.why),
      fabric.error_message === null ? '' : `Error: ${plainLines(fabric.error_message)}`,
      fabric.error === null ? '' : plainLines(fabric.error.advice),
      progress === null ? '' : `Progress: ${progress.percentage} %, ${plain(progress.message)}`,
      fabric.active_task_id === null ? '' : `Run: ${fabric.active_task_id}`,
      `Last sync: ${fabric.last_sync ?? 'never'}`,
      `Next sync: ${fabric.next_sync ?? 'none by itself'}`,
    ];
    terminal.out(`${lines.filter((line) => line !== '').join('\n')}\n`);
    return 0;
  },
};
