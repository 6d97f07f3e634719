import { once } from 'node:events';
import { constants, getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';

const MODULE = new URL('lower-priority.ts', import.meta.url).href;
/** Says the priority of its thread and of a program that it started, before and after. */
const THREAD = `
  const { parentPort } = require('node:worker_threads');
  const { execFileSync } = require('node:child_process');
  const { getPriority } = require('node:os');
  const priorities = () => [getPriority(0), Number(execFileSync('nice', { encoding: 'utf8' }))];
  import(${JSON.stringify(MODULE)}).then(({ lowerPriorityOfThread }) => {
    const before = priorities();
    lowerPriorityOfThread();
    const after = priorities();
    lowerPriorityOfThread();
    parentPort.postMessage({ before, after, twice: priorities() });
  });`;

it.runIf(process.platform === 'linux')(
  'only the thread that asks goes behind, with what it starts; asking again changes nothing',
  async () => {
    const own = getPriority(0);
    const lowered = Math.max(own, constants.priority.PRIORITY_BELOW_NORMAL);

    const [told] = await once(new Worker(THREAD, { eval: true }), 'message');

    expect(told).toEqual({ before: [own, own], after: [lowered, lowered], twice: [lowered, lowered] });
    expect(getPriority(0)).toBe(own);
  },
);
