import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { AppError } from '#server/domain/app-error.ts';
import {
  judgePush,
  readPushEvent,
  type PushEvent,
  type PushJudgement,
} from '#server/domain/push/push-event.ts';
import { checkSignature, type ReadHeader } from '#server/domain/push/signature.ts';
import type { PushAnswer } from '#server/domain/wire/push.ts';
import type { Context } from '#server/services/context.ts';
import type { PushLooks } from '#server/services/push/push-looks.ts';
import type { PushSecrets } from '#server/services/push/push-secrets.ts';
import { createTokenGate } from '#server/services/push/token-gate.ts';

interface PushRequest {
  readonly repositoryId: number;
  readonly address: string;
  readonly header: ReadHeader;
  /** Called once the address has passed. @throws AppError REQUEST_TOO_LARGE */
  readonly readBody: () => Promise<Uint8Array>;
}

export interface PushInbox {
  receive(request: PushRequest): Promise<PushAnswer>;
}

interface InboxDeps {
  readonly db: Context['db'];
  readonly secrets: PushSecrets;
  readonly looks: PushLooks;
}

/** A team pushes now and then; a host that delivers what it kept back sends a few dozen at once. */
const PER_ADDRESS = { burst: 120, perSecond: 2, most: 10_000 };
/** With the right signature. */
const PER_REPOSITORY = { burst: 60, perSecond: 1, most: 10_000 };
/** Of those beyond, one in this time is still looked after, so that the last of a flood is not lost. */
const BEYOND = { burst: 1, perSecond: 0.2, most: 10_000 };
/** Whoever asks for a repository without push events waits as long as for one with them. */
const NOBODYS_SECRET = randomBytes(32).toString('base64');

/**
 * Takes in push events. The order is the point: what costs nothing refuses first. Address, size, signature (the secret is read
 * once a second at most), rate of the repository; only then one statement that also knows replays; then Git is asked, beside the
 * answer. Nothing of the payload is believed but which refs moved.
 */
export function createPushInbox({ db, secrets, looks }: InboxDeps): PushInbox {
  const addresses = createTokenGate(PER_ADDRESS);
  const repositories = createTokenGate(PER_REPOSITORY);
  const beyond = createTokenGate(BEYOND);
  return {
    async receive({ repositoryId, address, header, readBody }) {
      refuseBeyond(addresses.take(address));
      const body = await readBody();
      const hook = await secrets.find(repositoryId);
      const verdict = checkSignature(header, body, hook?.secret ?? NOBODYS_SECRET, new Date());
      if (hook === null || !verdict.ok) throw new AppError('PUSH_SIGNATURE_REFUSED');
      const key = String(repositoryId);
      const wait = repositories.take(key);
      if (wait > 0) {
        if (beyond.take(key) === 0) await looks.want(repositoryId);
        refuseBeyond(wait);
      }
      const judgement = judgePush(readEvent(header, body), hook.branch);
      const isNew = await remember(db, repositoryId, verdict.identity, judgement, hook.branch);
      if (isNew === 'off') throw new AppError('PUSH_SIGNATURE_REFUSED');
      if (isNew === 'replay') {
        return { status: 'already_received', message: 'This event was received before: nothing was done' };
      }
      if (judgement === 'look') looks.ask(repositoryId);
      return answerOf(judgement, hook.branch);
    },
  };
}

function refuseBeyond(seconds: number): void {
  if (seconds > 0) throw new AppError('RATE_LIMITED', { retry_after_seconds: seconds });
}

const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;|$)/i;

/** Only after the signature held. GitHub may also send a form with the JSON in it. */
function readEvent(header: ReadHeader, body: Uint8Array): PushEvent {
  let payload: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const isForm = FORM_TYPE.test(header('content-type') ?? '');
    payload = JSON.parse(isForm ? (new URLSearchParams(text).get('payload') ?? '') : text);
  } catch (error) {
    throw new AppError('REQUEST_MALFORMED', {}, { cause: error });
  }
  const event = readPushEvent(header, payload);
  if (event === null) throw new AppError('REQUEST_MALFORMED');
  return event;
}

/** Keeps the event, that one came, and that Git is to be asked: in one statement, which does nothing for a replay. */
async function remember(
  db: Context['db'],
  repositoryId: number,
  identity: string,
  judgement: PushJudgement,
  branch: string,
): Promise<'new' | 'replay' | 'off'> {
  const eventHash = createHash('sha256').update(identity).digest('base64url');
  const isLook = judgement === 'look';
  const result = isLook ? 'Git is being asked' : answerOf(judgement, branch).message;
  const [row] = await db.execute<{ is_on: boolean; is_new: boolean }>(sql`
    with hook as (
      select repository_id from push_hooks where repository_id = ${repositoryId}
    ), kept as (
      insert into push_deliveries (repository_id, event_hash)
      select repository_id, ${eventHash} from hook
      on conflict do nothing
      returning repository_id
    ), told as (
      update push_hooks set
        last_received_at = clock_timestamp(),
        last_result = ${result},
        look_wanted_at = case when ${isLook}::boolean
          then greatest(clock_timestamp(), look_wanted_at + interval '1 ms') else look_wanted_at end
      where repository_id in (select repository_id from kept)
    )
    select exists (select 1 from hook) as is_on, exists (select 1 from kept) as is_new`);
  if (row === undefined) throw new Error('a select without a table returned no row');
  return row.is_on ? (row.is_new ? 'new' : 'replay') : 'off';
}

function answerOf(judgement: PushJudgement, branch: string): PushAnswer {
  switch (judgement) {
    case 'look':
      return { status: 'looking', message: `Received: Git is asked for ${branch} now` };
    case 'test':
      return { status: 'test', message: 'The test arrived, and its signature is right' };
    case 'other_event':
      return { status: 'ignored', message: 'Not a push: nothing to do' };
    case 'other_branch':
      return { status: 'ignored', message: `Not ${branch}: nothing to do` };
    case 'tag':
      return { status: 'ignored', message: 'A tag: nothing to do' };
    case 'branch_deleted':
      return { status: 'ignored', message: `${branch} was deleted: nothing to synchronize` };
  }
}
