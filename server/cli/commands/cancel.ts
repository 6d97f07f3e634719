import { firstOperand, type Command } from '#server/cli/command.ts';
import { API_OPTIONS } from '#server/cli/options.ts';
import { plain } from '#server/cli/plain.ts';
import { writeJson } from '#server/cli/terminal.ts';

export const cancel: Command = {
  name: 'cancel',
  group: 'Act',
  summary: "end the fabric's run",
  operands: ['fabric'],
  options: API_OPTIONS,
  details: `The run is recorded as cancelled at once, and its worker stops at its next request: what it has written until then
stays. Fails when nothing runs.`,
  examples: [['fabric-sync cancel dc1', 'end what runs on dc1, or waits to run']],
  async run(context) {
    const { api, options, terminal } = context;
    const fabric = await api.findFabric(firstOperand(context));
    await api.call('POST /fabrics/{id}/sync/cancel', { params: { id: fabric.id } });
    if (options.json === true) {
      writeJson(terminal, { fabric_id: fabric.id, fabric_name: fabric.name, cancelled: true });
    } else terminal.out(`${plain(fabric.name)}: cancelled\n`);
    return 0;
  },
};
