import { countWrites } from '../api-writes.ts';
import { openKubectl } from '../contenders/kubectl.ts';
import { hedgehogObjects } from '../hedgehog-objects.ts';
import { atMost, median, sideBySide, under, type Row } from '../row.ts';
import type { Stage } from '../stage.ts';

const OBJECTS = 1_000;
const WORK = 'sync with nothing changed, 1,000 objects';

/** One namespace synced by us, one applied by kubectl; then again and again, with nothing to do. */
export async function noChange(stage: Stage, rounds: number): Promise<Row[]> {
  const files = await stage.writeFiles(hedgehogObjects(OBJECTS));
  const repository = await stage.engine.repository(files);
  const kubectl = openKubectl(stage);
  const [mine, theirs] = [await stage.openNamespace(), await stage.openNamespace()];
  try {
    const fabric = await stage.engine.fabric(mine, repository);
    await stage.engine.sync(fabric);
    await kubectl.apply(theirs.namespace, files);

    let writes = 0;
    const times = await sideBySide(rounds, {
      async ours() {
        const before = await countWrites(stage.server);
        const { seconds } = await stage.engine.sync(fabric);
        writes = Math.max(writes, (await countWrites(stage.server)) - before);
        return seconds;
      },
      apply: () => kubectl.apply(theirs.namespace, files),
      diff: () => kubectl.diff(theirs.namespace, files),
    });

    const ours = median(times.ours);
    return [
      under(WORK, '0 writes', 0, writes),
      atMost(WORK, 'time at most 0.1 × kubectl apply --server-side', 0.1, ours, median(times.apply)),
      atMost(WORK, 'time at most 0.2 × kubectl diff --server-side', 0.2, ours, median(times.diff)),
    ];
  } finally {
    await Promise.all([mine.close(), theirs.close()]);
  }
}
