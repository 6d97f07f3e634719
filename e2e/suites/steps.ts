import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { stripVTControlCharacters } from 'node:util';

/** One command of `npm run check` or `npm test`, and how its output is counted. */
export interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** Reads passed and failed tests from the output; absent: the step is one check, passed by exit code 0. */
  readonly count?: (output: string) => Counts | null;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface StepResult extends Counts {
  readonly ok: boolean;
}

/** Runs one step with its output shown as it comes. A step that fails without a count is one failure. */
async function runStep(step: Step): Promise<StepResult> {
  const began = performance.now();
  console.log(`\n▶ ${step.name}`);
  const [program, ...args] = step.command;
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...step.env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
      process.stdout.write(text);
    });
  }
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      console.log(String(error));
      resolve(127);
    });
    child.on('close', (exit) => resolve(exit ?? 1));
  });
  const ok = code === 0;
  const counted = step.count?.(stripVTControlCharacters(output)) ?? {
    passed: ok ? 1 : 0,
    failed: 0,
    skipped: 0,
  };
  const failed = ok ? counted.failed : Math.max(1, counted.failed);
  console.log(`${ok ? '✓' : '✗'} ${step.name} (${((performance.now() - began) / 1_000).toFixed(1)} s)`);
  return { ...counted, failed, ok: ok && failed === 0 };
}

/** Runs all steps, also after a failure; prints the sum in the form that is alone on the last line. @returns exit code */
export async function runSteps(steps: readonly Step[]): Promise<number> {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  const failures: string[] = [];
  for (const step of steps) {
    const result = await runStep(step);
    passed += result.passed;
    failed += result.failed;
    skipped += result.skipped;
    if (!result.ok) failures.push(step.name);
  }
  if (failures.length > 0) console.log(`\nFailed: ${failures.join(', ')}`);
  if (skipped > 0) console.log(`\nSkipped, each with its reason above: ${skipped}`);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
