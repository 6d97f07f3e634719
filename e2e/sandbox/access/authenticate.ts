import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Cluster } from '../cluster.ts';
import { objectAt } from '../json.ts';
import { unauthorized } from '../http/status-error.ts';
import { SERVICE_ACCOUNTS } from '../kinds/built-in.ts';
import { collectionOf } from '../kinds/kind.ts';
import { ADMINISTRATOR, ANONYMOUS, serviceAccountUser } from './user.ts';
import type { User } from './user.ts';

/** Who a request comes from. Throws the 401 for a token that is wrong, expired, or of an account that is gone. */
export function authenticate(cluster: Cluster, headers: IncomingHttpHeaders): User {
  const header = headers.authorization ?? '';
  if (!/^bearer /i.test(header)) return ANONYMOUS;
  const token = header.slice('bearer '.length).trim();
  if (isSame(token, cluster.adminToken)) return ADMINISTRATOR;
  const subject = cluster.readToken(token, Math.floor(cluster.now().getTime() / 1000));
  if (!subject) throw unauthorized();
  const account = cluster.store.get(collectionOf(SERVICE_ACCOUNTS), `${subject.namespace}/${subject.name}`);
  // An account of the same name made later is another account.
  if (!account || objectAt(account, 'metadata')['uid'] !== subject.uid) throw unauthorized();
  return serviceAccountUser(subject.namespace, subject.name, subject.uid);
}

function isSame(given: string, wanted: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(wanted);
  return left.length === right.length && timingSafeEqual(left, right);
}
