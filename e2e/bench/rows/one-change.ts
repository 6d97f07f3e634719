import { countWrites } from '../api-writes.ts';
import { asFiles, hedgehogObjects } from '../hedgehog-objects.ts';
import { atMost, median, sideBySide, type Row } from '../row.ts';
import { toYaml, type Stage } from '../stage.ts';

const OBJECTS = 1_000;
const WORK = 'one object changed of 1,000';

/** Every round a new commit changes a server's description: fetched, planned, written, read back. */
export async function oneChange(stage: Stage, rounds: number): Promise<Row[]> {
  const objects = hedgehogObjects(OBJECTS);
  const repository = await stage.engine.repository(await stage.writeFiles(objects));
  const changed = objects.findLast(({ kind }) => kind === 'Server');
  if (changed === undefined) throw new Error('there is no server to change');
  const cluster = await stage.openNamespace();
  try {
    const fabric = await stage.engine.fabric(cluster, repository);
    await stage.engine.sync(fabric);

    const writes: number[] = [];
    const times = await sideBySide(rounds, {
      async change(round) {
        const now = objects.map((object) =>
          object === changed ? { ...object, spec: { description: `Changed ${round + 1} times` } } : object,
        );
        await repository.git.commit(asFiles(now, toYaml), `change ${round + 1}`);
        const before = await countWrites(stage.server);
        const { seconds } = await stage.engine.sync(fabric);
        writes.push((await countWrites(stage.server)) - before);
        return seconds;
      },
      nothing: async () => (await stage.engine.sync(fabric)).seconds,
    });

    return [
      {
        work: WORK,
        goal: '1 write',
        ours: Math.max(...writes),
        reference: null,
        ratio: null,
        ok: writes.every((count) => count === 1),
      },
      atMost(WORK, 'time at most 1.3 × the no-change run', 1.3, median(times.change), median(times.nothing)),
    ];
  } finally {
    await cluster.close();
  }
}
