import { CHECK_STEPS } from './check-steps.ts';
import { playwrightCounts, vitestCounts } from './counts.ts';
import { runSteps } from './steps.ts';

/** `npm test`: everything that this machine can run; each suite says what it leaves out and why. */
process.exitCode = await runSteps([
  ...CHECK_STEPS,
  {
    name: 'tests on API servers',
    command: ['vitest', 'run', '--project', 'kubernetes'],
    count: vitestCounts,
  },
  {
    name: 'processes killed, frozen and cut off',
    command: ['vitest', 'run', '--project', 'processes'],
    count: vitestCounts,
  },
  { name: 'production build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'journeys in a browser', command: ['playwright', 'test'], count: playwrightCounts },
]);
