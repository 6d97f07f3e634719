/** `npm run bench -- sync|api|live|wake [--json] [--only <row>] [--rounds n] [--profile folder]`; README.md says how to read it. */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Row } from './row.ts';
import { fiftyFabrics } from './rows/fifty-fabrics.ts';
import { firstSync } from './rows/first-sync.ts';
import { noChange } from './rows/no-change.ts';
import { oneChange } from './rows/one-change.ts';
import { planAlone } from './rows/plan-alone.ts';
import { tenThousand } from './rows/ten-thousand.ts';
import { flagsOf, openStage, type Stage } from './stage.ts';
import { printTable } from './table.ts';
import { benchWake } from './wake.ts';
import { benchApi } from './web/api.ts';
import { benchLive } from './web/live.ts';

type Work = (stage: Stage, rounds: number) => Promise<Row[]>;

/** Those that need a stage, in the order of the table. */
const ROWS: Readonly<Record<string, Work>> = {
  'first-sync': firstSync,
  'no-change': noChange,
  'one-change': oneChange,
  'ten-thousand': tenThousand,
  'fifty-fabrics': fiftyFabrics,
};
/** Those that need none. */
const OTHERS: Readonly<
  Record<string, (rounds: number, flags: readonly string[], only: readonly string[]) => Promise<Row[]>>
> = {
  api: benchApi,
  live: benchLive,
  wake: benchWake,
};
const ALONE = 'plan-alone';
const NAMES = [...Object.keys(ROWS), ALONE];
const USE = `Use: npm run bench -- sync|api|live|wake [--json] [--rounds 5] [--profile folder] [--only ${NAMES.join('|')}]`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '5' },
    /** Where the worker leaves a CPU profile. */
    profile: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const only = values.only ?? NAMES;

if (Object.hasOwn(OTHERS, positionals.join(' ')) && rounds >= 1) {
  process.exitCode = await benchOther();
} else if (positionals.join(' ') !== 'sync' || only.some((name) => !NAMES.includes(name)) || !(rounds >= 1)) {
  process.stderr.write(`${USE}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = await bench();
}

/** @returns exit code, as below */
async function benchOther(): Promise<number> {
  say(`${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} before, medians of ${rounds}`);
  const rows = await OTHERS[positionals.join(' ')]?.(
    rounds,
    flagsOf(values.profile ?? null),
    values.only ?? [],
  );
  say(`load ${loadavg()[0]?.toFixed(1)} after`);
  if (!values.json) printTable(rows ?? []);
  else for (const row of rows ?? []) process.stdout.write(`${JSON.stringify(row)}\n`);
  return 0;
}

/** @returns exit code: 0 measured, whatever the goals; 1 where something could not be measured */
async function bench(): Promise<number> {
  say(`${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} before, medians of ${rounds}`);
  const rows: Row[] = [];
  const told = (made: readonly Row[]): void => {
    rows.push(...made);
    if (values.json) for (const row of made) process.stdout.write(`${JSON.stringify(row)}\n`);
  };
  const staged = Object.entries(ROWS).filter(([name]) => only.includes(name));
  let failed = 0;
  const stage = staged.length === 0 ? null : await openStage({ profile: values.profile ?? null });
  const stopped = (): void => {
    say('stopping');
    void (stage?.close() ?? Promise.resolve()).finally(() => process.exit(1));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stopped);
  try {
    for (const [name, work] of staged) {
      if (stage === null) break;
      say(name);
      try {
        told(await work(stage, rounds));
      } catch (error) {
        failed += 1;
        say(`${name} could not be measured: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    await stage?.close();
  }
  // With the rest of the machine at rest.
  if (only.includes(ALONE)) told(await planAlone(rounds));
  if (!values.json) printTable(rows);
  return failed === 0 ? 0 : 1;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
