import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import type { Database } from '#db/client.ts';
import { events } from '#db/schema/index.ts';
import type { Answer, startApi } from '#server/api/api-under-test.ts';

interface Person {
  readonly id: string;
  readonly username: string;
  readonly password: string;
}

type Browser = (method: string, path: string, body?: unknown) => Promise<Answer>;

const ORIGIN = 'http://localhost:3000';

/** For tests: people as an administrator makes them, in a browser and with programs. */
export function people(db: Database, api: Awaited<ReturnType<typeof startApi>>) {
  let names = 0;

  const signIn = (username: string, password: string): Promise<Answer> =>
    api.raw('/api/hedgehog/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: ORIGIN },
      body: JSON.stringify({ username, password }),
    });

  return {
    signIn,

    /** Made through the API, with the password that it made. */
    async person(input: object = {}): Promise<Person> {
      const username = `person_${(names += 1)}`;
      const made = await api.as('administrator')('POST', '/users', {
        username,
        name: 'A Person',
        email: `${username}@x.example`,
        ...input,
      });
      expect(made).toMatchObject({ status: 201 });
      return made.body as Person;
    },

    /** Whoever signs in, with the cookie. */
    async browser({ username, password }: Pick<Person, 'username' | 'password'>): Promise<Browser> {
      const answer = await signIn(username, password);
      expect(answer.status).toBe(200);
      const cookie = answer.headers
        .getSetCookie()
        .map((each) => each.split(';')[0])
        .join('; ');
      return (method, path, body) =>
        api.raw(`/api/hedgehog${path}`, {
          method,
          headers: { cookie, origin: ORIGIN, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
    },

    /** A token of the person, as a program uses it. */
    async program(ask: Browser): Promise<{ readonly id: number; asks(): Promise<Answer> }> {
      const made = await ask('POST', '/tokens', { name: 'a program' });
      expect(made.status).toBe(201);
      const { id, token } = made.body as { id: number; token: string };
      const headers = { authorization: `Token ${token}` };
      return { id, asks: () => api.raw('/api/hedgehog/session', { headers }) };
    },

    /** What the audit log tells of one kind, oldest first. */
    async history(kind: string) {
      const rows = await db.select().from(events).where(eq(events.kind, kind)).orderBy(events.id);
      return rows.map(({ data, subjectId, actor }) => ({ data, subjectId, actor }));
    },
  };
}
