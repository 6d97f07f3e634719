import { vitestCounts } from './counts.ts';
import type { Step } from './steps.ts';

/** `npm run check`: what every change passes before it is committed. */
export const CHECK_STEPS: readonly Step[] = [
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'unused code', command: ['knip'] },
  {
    name: 'unit and database tests',
    command: ['vitest', 'run', '--project', 'unit', '--project', 'db'],
    count: vitestCounts,
  },
];
