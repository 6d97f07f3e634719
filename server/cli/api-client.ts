import { ApiError, isApiError } from '#server/client/api-error.ts';
import { createClient, type Answer, type Call } from '#server/client/client.ts';

/** Preflight takes up to 30 s by itself, a plan up to 50 s. */
const ANSWER_LIMIT_MS = 60_000;

type Fabric = Answer<'GET /fabrics/{id}'>;

export interface CliApi {
  readonly call: Call;
  /** By id or name. @throws ApiError 404 */
  findFabric(idOrName: string): Promise<Fabric>;
}

/** The command line's way to a running app. */
export function openCliApi(url: string, token: string): CliApi {
  const call = createClient({
    server: url,
    limitMs: ANSWER_LIMIT_MS,
    // A redirect would carry the token to wherever it points.
    init: { redirect: 'error', headers: { authorization: `Bearer ${token}` } },
    words: {
      silence: (error) => ({
        message: `The app does not answer at ${new URL(url).origin}${reason(error)}`,
        advice: 'Is it running? --server or FABRIC_SYNC_URL says where it is.',
      }),
      unexpected: (status) => ({
        message: `What answers ${status} at ${new URL(url).origin} is not Fabric Sync, or another version of it`,
        advice: '--server or FABRIC_SYNC_URL says where the app is.',
      }),
    },
  });

  return {
    call,
    async findFabric(idOrName) {
      if (/^[1-9]\d{0,8}$/.test(idOrName)) {
        try {
          return await call('GET /fabrics/{id}', { params: { id: Number(idOrName) } });
        } catch (error) {
          // A name may be a number too.
          if (!isApiError(error) || error.status !== 404) throw error;
        }
      }
      const [found] = (await call('GET /fabrics', { query: { name: [idOrName] } })).results;
      if (found !== undefined) return found;
      throw new ApiError({
        status: 404,
        code: 'NOT_FOUND',
        message: `There is no fabric "${idOrName}"`,
        advice: '"fabric-sync fabrics" lists those that there are.',
      });
    },
  };
}

function reason(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return ' in time';
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
}
