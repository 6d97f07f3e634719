/** `npm run bench -- api [--json] [--rounds 5] [--profile folder]`; README.md says how to read it. */
import { POOL_SIZES } from '#db/pool-sizes.ts';
import { median, quantile, under, type Row } from '../row.ts';
import { startBareServer } from './bare-server.ts';
import { fillFabrics } from './fill.ts';
import { openLoad, type Load, type LoadRequest, type LoadResult } from './load.ts';
import { openWebStage, type WebStage } from './web-stage.ts';

const FABRICS = 1_000;
const RESOURCES = 200;
const CONNECTIONS = 100;

interface Contender {
  readonly name: string;
  readonly title: string;
  /** Requests a second, of those of the bare server. */
  readonly share: number;
  /** 95th percentile, in ms: SPEC 4. */
  readonly limitMs: number;
  readonly expect: readonly number[];
  readonly count: number;
  request(n: number): LoadRequest;
  /** What a round leaves behind and the next one must not find. */
  readonly after?: () => Promise<unknown>;
}

/** @param only names of contenders; empty = all */
export async function benchApi(
  rounds: number,
  flags: readonly string[],
  only: readonly string[],
): Promise<Row[]> {
  const stage = await openWebStage((sql) => fillFabrics(sql, FABRICS, RESOURCES), flags);
  try {
    const bare = await startBareServer(stage.databaseUrl, POOL_SIZES.web);
    stage.endsWithStage(() => bare.close());
    const load = openLoad();
    stage.endsWithStage(() => load.close());
    const [reference, ...others] = contenders(stage, bare.url);
    const ours = others.filter(({ name }) => only.length === 0 || only.includes(name));
    return await measure(reference, ours, rounds, (each) => load.run(each));
  } finally {
    await stage.close();
  }
}

/** The bare server is the first. */
function contenders({ app, sql, token }: WebStage, bare: string): [Contender, ...Contender[]] {
  const headers = { authorization: `Token ${token}` };
  const api = `${app.url.replace('localhost', '127.0.0.1')}/api/hedgehog/fabrics`;
  const get = (url: string, more: Record<string, string> = headers): LoadRequest => ({
    url,
    method: 'GET',
    headers: more,
  });
  const post = (url: string, body: string): LoadRequest => ({
    url,
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  });
  const errors = [
    (n: number) => get(`${api}/${1 + (n % FABRICS)}/sync/status`, {}),
    (n: number) => get(`${api}/${1_000_000 + n}/sync/status`),
    (n: number) => post(`${api}/${1 + (n % FABRICS)}/sync/trigger`, '{"priority":"at once"}'),
  ] as const;
  const idle = (n: number): number => 1 + 2 * (n % (FABRICS / 2));
  const error = (name: string, which: readonly (0 | 1 | 2)[], expect: readonly number[]): Contender => ({
    name,
    title: name === 'errors' ? 'errors (401, 404, 422 in turn)' : `errors: ${name} alone`,
    share: 0.8,
    limitMs: 100,
    expect,
    count: 3_000,
    request: (n) => errors[which[n % which.length] ?? 0](n),
  });
  return [
    {
      name: 'bare',
      title: 'bare server, two selects',
      share: 0,
      limitMs: 0,
      expect: [200],
      count: 4_000,
      request: (n) => get(`${bare}/${1 + (n % FABRICS)}`),
    },
    {
      name: 'status',
      title: 'sync status',
      share: 0.5,
      limitMs: 200,
      expect: [200],
      count: 3_000,
      request: (n) => get(`${api}/${1 + (n % FABRICS)}/sync/status`),
    },
    {
      name: 'progress',
      title: 'sync progress',
      share: 0.5,
      limitMs: 100,
      expect: [200],
      count: 3_000,
      request: (n) => get(`${api}/${2 + 2 * (n % (FABRICS / 2))}/sync/progress`),
    },
    error('errors', [0, 1, 2], [401, 404, 422]),
    error('401', [0], [401]),
    error('404', [1], [404]),
    error('422', [2], [422]),
    {
      name: 'trigger',
      title: 'trigger',
      share: 0.05,
      limitMs: 500,
      expect: [202],
      count: FABRICS / 2,
      request: (n) => post(`${api}/${idle(n)}/sync/trigger`, '{}'),
      after: async () => {
        await sql`update fabrics set active_run_id = null where id % 2 = 1`;
        await sql`delete from runs where status = 'pending'`;
        // Else each trigger of the next round would find, log and audit a state that nothing explains.
        await sql`delete from events where kind = 'transition' and data->>'to' = 'syncing'`;
      },
    },
    {
      name: 'list',
      title: 'fabric list, page of 50',
      share: 0.1,
      limitMs: 1_000,
      expect: [200],
      count: 600,
      request: (n) => get(`${api}?limit=50&offset=${50 * (n % (FABRICS / 50))}`),
    },
  ];
}

async function measure(
  bare: Contender,
  ours: readonly Contender[],
  rounds: number,
  run: (load: Load) => Promise<LoadResult>,
): Promise<Row[]> {
  const all = [bare, ...ours];
  const results = new Map<string, LoadResult[]>(all.map(({ name }) => [name, []]));
  // The first round warms up; then the order turns, so that what others do to the machine falls on all alike.
  for (let round = 0; round <= rounds; round += 1) {
    for (let turn = 0; turn < all.length; turn += 1) {
      const each = all[(round + turn) % all.length];
      if (each === undefined) continue;
      const requests = Array.from({ length: each.count }, (_, n) => each.request(n));
      const result = await run({ requests, connections: CONNECTIONS, expect: each.expect });
      await each.after?.();
      if (round > 0) results.get(each.name)?.push(result);
    }
  }
  const speed = ({ name }: Contender): number =>
    median((results.get(name) ?? []).map(({ perSecond }) => perSecond));
  const reference = speed(bare);
  return ours.flatMap((each): Row[] => {
    const ratio = speed(each) / reference;
    const late = median((results.get(each.name) ?? []).map(({ times }) => quantile(times, 0.95)));
    const work = `${each.title}, ${CONNECTIONS} at once`;
    return [
      {
        work,
        goal: `requests a second: at least ${each.share} × a bare server's`,
        ours: speed(each),
        reference,
        ratio,
        ok: ratio >= each.share,
      },
      under(work, `95th percentile in ms: under ${each.limitMs}`, each.limitMs, late),
    ];
  });
}
