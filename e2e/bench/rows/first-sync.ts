import { applyBare } from '../contenders/bare-loop.ts';
import { openKubectl } from '../contenders/kubectl.ts';
import { hedgehogObjects } from '../hedgehog-objects.ts';
import { atMost, median, sideBySide, type Row } from '../row.ts';
import type { Stage } from '../stage.ts';
import { requireObjects } from '../require-objects.ts';

const OBJECTS = 1_000;
const WORK = 'first sync of 1,000 mixed objects';

/** Each in a namespace of its own, empty before, and each round with files that nobody has read before. */
export async function firstSync(stage: Stage, rounds: number): Promise<Row[]> {
  const editions = Array.from({ length: rounds }, (_, round) => hedgehogObjects(OBJECTS, `round-${round}`));
  const files = await Promise.all(editions.map((objects) => stage.writeFiles(objects)));
  const kubectl = openKubectl(stage);
  const inEmptyNamespace = async (
    work: (cluster: Awaited<ReturnType<Stage['openNamespace']>>) => Promise<number>,
  ): Promise<number> => {
    const cluster = await stage.openNamespace();
    try {
      const taken = await work(cluster);
      await requireObjects(cluster, OBJECTS);
      return taken;
    } finally {
      await cluster.close();
    }
  };

  const times = await sideBySide(rounds, {
    ours: (round) =>
      inEmptyNamespace(async (cluster) => {
        const repository = await stage.engine.repository(files[round] ?? '');
        const fabric = await stage.engine.fabric(cluster, repository);
        return (await stage.engine.sync(fabric)).seconds;
      }),
    kubectl: (round) => inEmptyNamespace(({ namespace }) => kubectl.apply(namespace, files[round] ?? '')),
    bare: (round) =>
      inEmptyNamespace(({ namespace }) => applyBare(stage.server, namespace, editions[round] ?? [])),
  });

  const ours = median(times.ours);
  const bare = median(times.bare);
  return [
    atMost(WORK, 'time at most 0.4 × kubectl apply --server-side', 0.4, ours, median(times.kubectl)),
    reaches(ours, bare),
  ];
}

/** Objects a second, ours against the bare loop's. */
function reaches(ours: number, bare: number): Row {
  const ratio = bare / ours;
  return {
    work: WORK,
    goal: 'pace at least 0.8 of a bare loop of concurrent applies',
    ours,
    reference: bare,
    ratio,
    ok: ratio >= 0.8,
  };
}
