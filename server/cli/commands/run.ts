import type { CliApi } from '#server/cli/api-client.ts';
import { firstOperand, type Command } from '#server/cli/command.ts';
import { API_OPTIONS } from '#server/cli/options.ts';
import type { Look } from '#server/cli/paint.ts';
import { runWords } from '#server/cli/run-words.ts';
import { table } from '#server/cli/table.ts';
import { writeJson } from '#server/cli/terminal.ts';
import { PAGE_LIMIT_MAX } from '#server/domain/wire/list.ts';
import type { RunResult } from '#server/domain/wire/run.ts';

const BAD = new Set(['failed', 'conflict', 'rollback_failed']);

export const run: Command = {
  name: 'run',
  group: 'Look',
  summary: 'one run: its steps, and what it did to each object',
  operands: ['run'],
  options: API_OPTIONS,
  details: `Objects that were equal are left out. With --json the results stand in "results" of the run.`,
  examples: [
    ['fabric-sync run 42', 'by its number'],
    ['fabric-sync run sync_fabric_7_20270131_120000 --json', 'by the task id that "sync" has said'],
  ],
  async run(context) {
    const { api, options, terminal, paint } = context;
    const found = await api.call('GET /runs/{id}', { params: { id: firstOperand(context) } });
    const results = await allResults(api, found.id);
    if (options.json === true) {
      writeJson(terminal, { ...found, results });
      return 0;
    }
    terminal.out(runWords(found, paint));
    if (results.length === 0) return 0;
    const columns = [
      { title: 'ACTION', text: ({ action }: RunResult) => action },
      { title: 'OBJECT', text: nameOf },
      { title: 'OUTCOME', text: ({ outcome }: RunResult) => outcome ?? 'not done', look: lookOf },
      { title: 'WHY', text: ({ message, reason }: RunResult) => message ?? reason },
    ];
    terminal.out(`\n${table(columns, results, terminal.columns, paint)}`);
    return 0;
  },
};

const nameOf = ({ kind, namespace, name }: RunResult): string =>
  `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;

const lookOf = ({ outcome }: RunResult): Look | null =>
  outcome === null ? 'dim' : BAD.has(outcome) ? 'red' : null;

async function allResults(api: CliApi, id: number): Promise<readonly RunResult[]> {
  const results: RunResult[] = [];
  for (;;) {
    const page = await api.call('GET /runs/{id}/results', {
      params: { id },
      query: { limit: PAGE_LIMIT_MAX, offset: results.length },
    });
    results.push(...page.results);
    if (page.results.length === 0 || results.length >= page.count) return results;
  }
}
