import type { Sender } from './send.ts';

/** What time the server has, by the Date header of any answer, a refusal too; null when it does not say. Whole seconds. */
export async function readServerDate(sender: Sender): Promise<Date | null> {
  const { headers } = await sender.send({
    method: 'GET',
    path: '/version',
    about: { verb: 'get', resource: '/version' },
    repeat: 'read',
    allow: [401, 403, 404],
  });
  const stated = headers['date'];
  const date = new Date(Array.isArray(stated) ? (stated[0] ?? '') : (stated ?? ''));
  return Number.isNaN(date.getTime()) ? null : date;
}
