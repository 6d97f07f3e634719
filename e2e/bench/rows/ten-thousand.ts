import { memoryOf } from '../memory.ts';
import { hedgehogObjects } from '../hedgehog-objects.ts';
import { atMost, median, sideBySide, under, type Row } from '../row.ts';
import type { Stage } from '../stage.ts';
import { requireObjects } from '../require-objects.ts';

const [FEW, MANY] = [1_000, 10_000];
const MOST_GROWTH_MB = 250;

/** The same work at both sizes, in one worker that was started for it. */
export async function tenThousand(stage: Stage, rounds: number): Promise<Row[]> {
  const worker = await stage.freshWorker();
  await warmUp(stage);
  const idle = await memoryOf(worker.pid);
  const first: Record<number, number[]> = { [FEW]: [], [MANY]: [] };
  /** Seconds an object of the run with nothing to do; the first sync's are kept on the way. */
  const measure = async (count: number): Promise<number> => {
    const repository = await stage.engine.repository(await stage.writeFiles(hedgehogObjects(count)));
    const cluster = await stage.openNamespace();
    try {
      const fabric = await stage.engine.fabric(cluster, repository);
      first[count]?.push((await stage.engine.sync(fabric)).seconds / count);
      await requireObjects(cluster, count);
      return (await stage.engine.sync(fabric)).seconds / count;
    } finally {
      await cluster.close();
    }
  };
  const again = await sideBySide(rounds, { few: () => measure(FEW), many: () => measure(MANY) });
  const after = await memoryOf(worker.pid);

  const goal = 'ms an object at most 1.3 × that at 1,000';
  const milliseconds = (values: readonly number[] = []): number => median(values) * 1_000;
  return [
    atMost('first sync of 10,000 objects', goal, 1.3, milliseconds(first[MANY]), milliseconds(first[FEW])),
    atMost(
      'sync with nothing changed, 10,000 objects',
      goal,
      1.3,
      milliseconds(again.many),
      milliseconds(again.few),
    ),
    ...(idle === null || after === null
      ? []
      : [
          under(
            'memory of the worker over all of these, MB more than idle at most',
            `under ${MOST_GROWTH_MB} MB`,
            MOST_GROWTH_MB,
            after.most - idle.now,
          ),
        ]),
  ];
}

/** Idle memory is that of a worker which has everything loaded, and no objects. */
async function warmUp(stage: Stage): Promise<void> {
  const repository = await stage.engine.repository(await stage.writeFiles(hedgehogObjects(1)));
  const cluster = await stage.openNamespace();
  try {
    await stage.engine.sync(await stage.engine.fabric(cluster, repository));
  } finally {
    await cluster.close();
  }
}
