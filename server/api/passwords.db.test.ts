import { beforeEach, describe, expect, test } from 'vitest';
import { rateLimits } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { PASSWORD, startApi } from '#server/api/api-under-test.ts';
import { people } from '#server/api/people-under-test.ts';

const { db } = await testDatabase();
const api = await startApi(db);
const admin = api.as('administrator');
const { person, signIn, browser, program, history } = people(db, api);

beforeEach(async () => {
  await db.delete(rateLimits);
});

describe('resetting a password', () => {
  test('signs the person out, and shows the new one once', async () => {
    const made = await person();
    const ask = await browser(made);

    const { body } = await admin('POST', `/users/${made.id}/reset-password`);

    expect((await ask('GET', '/session')).status).toBe(401);
    expect((await signIn(made.username, made.password)).status).toBe(401);
    expect((await signIn(made.username, body.password)).status).toBe(200);
    const told = (await history('user.password_reset')).at(-1);
    expect(told).toMatchObject({ subjectId: made.id, data: { username: made.username } });
    expect(JSON.stringify(told)).not.toContain(body.password);
  });

  test('leaves API tokens as they are', async () => {
    const made = await person();
    const { asks } = await program(await browser(made));

    await admin('POST', `/users/${made.id}/reset-password`, {});

    expect((await asks()).status).toBe(200);
    expect((await history('user.password_reset')).at(-1)).toMatchObject({ data: { tokens_revoked: 0 } });
  });

  test('revokes them too where that is wished, and only those of the person', async () => {
    const [made, other] = [await person(), await person()];
    const theirs = await program(await browser(made));
    const others = await program(await browser(other));

    await admin('POST', `/users/${made.id}/reset-password`, { revoke_tokens: true });

    expect((await theirs.asks()).status).toBe(401);
    expect((await others.asks()).status).toBe(200);
    expect((await history('user.password_reset')).at(-1)).toMatchObject({ data: { tokens_revoked: 1 } });
    expect((await history('token.revoked')).at(-1)).toMatchObject({
      subjectId: String(theirs.id),
      data: { name: 'a program' },
    });
  });
});

describe("changing one's own password", () => {
  test('needs the current one, keeps this session and ends the others', async () => {
    const made = await person();
    const [here, elsewhere] = [await browser(made), await browser(made)];

    const changed = await here('POST', '/session/password', {
      current_password: made.password,
      new_password: 'my own choice',
    });

    expect(changed.status).toBe(204);
    expect((await here('GET', '/session')).status).toBe(200);
    expect((await elsewhere('GET', '/session')).status).toBe(401);
    expect((await signIn(made.username, made.password)).status).toBe(401);
    expect((await signIn(made.username, 'my own choice')).status).toBe(200);
    expect((await history('user.password_changed')).at(-1)).toEqual({
      actor: made.username,
      subjectId: made.id,
      data: { username: made.username, tokens_revoked: 0 },
    });
  });

  test.each([
    [false, 200],
    [true, 401],
  ])('with revoke_tokens %s: a program with a token of the person is answered %i', async (revoke, status) => {
    const made = await person();
    const here = await browser(made);
    const { asks } = await program(here);

    await here('POST', '/session/password', {
      current_password: made.password,
      new_password: 'my own choice',
      revoke_tokens: revoke,
    });

    expect((await asks()).status).toBe(status);
    expect((await here('GET', '/session')).status).toBe(200);
    expect((await history('user.password_changed')).at(-1)).toMatchObject({
      data: { tokens_revoked: revoke ? 1 : 0 },
    });
  });

  test('a wrong current one changes nothing, and is not guessed for long', async () => {
    const made = await person();
    const ask = await browser(made);
    const attempt = () =>
      ask('POST', '/session/password', { current_password: 'a guess', new_password: 'my own choice' });

    const refused = await attempt();
    expect(refused).toMatchObject({ status: 422, body: { fields: [{ field: 'current_password' }] } });
    const later = [];
    for (let each = 0; each < 10; each += 1) later.push((await attempt()).status);
    expect(later.at(-1)).toBe(429);
    await db.delete(rateLimits);
    expect((await signIn(made.username, made.password)).status).toBe(200);
  });

  test('is not for a token', async () => {
    const answer = await api.as('viewer')('POST', '/session/password', {
      current_password: PASSWORD,
      new_password: 'my own choice',
    });

    expect(answer.status).toBe(403);
  });
});
