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
  // The web processes of the next one serve it.
  { name: 'production build', command: ['npm', 'run', '--silent', 'build'] },
  {
    name: 'processes killed, frozen and cut off',
    command: ['vitest', 'run', '--project', 'processes'],
    count: vitestCounts,
  },
  { name: 'journeys in a browser', command: ['playwright', 'test'], count: playwrightCounts },
]);
