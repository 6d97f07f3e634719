import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { betterAuth } from 'better-auth/minimal';
import { createAccessControl } from 'better-auth/plugins/access';
import { admin, username } from 'better-auth/plugins';
import type { Database } from '#db/client.ts';
import { accounts, rateLimits, sessions, users, verifications } from '#db/schema/index.ts';
import { USER_ROLES } from '#server/domain/permissions.ts';
import { PASSWORD_MAX_CHARACTERS, PASSWORD_MIN_CHARACTERS } from '#server/domain/wire/user.ts';
import { COOKIE_PREFIX } from '#server/auth/session-cookie.ts';

/** A session ends after this, used or not. */
const SESSION_SECONDS = 7 * 24 * 60 * 60;

/** Header in which sign-in hands over the address of the client; never read from outside. */
export const CLIENT_ADDRESS_HEADER = 'x-fabric-sync-client';

const access = createAccessControl({});

export type Auth = ReturnType<typeof createAuth>;

/**
 * better-auth over our tables: password sign-in by user name and cookie sessions. Its own routes are not mounted; the API's
 * session endpoint calls it. Its limiter is off outside those routes: ours is sign-in-limit.ts.
 * @param options.secret signs the cookies; at least 32 characters
 */
export function createAuth(options: {
  readonly db: Database;
  readonly secret: string;
  readonly publicUrl: string;
}) {
  return betterAuth({
    appName: 'Fabric Sync',
    baseURL: options.publicUrl,
    secret: options.secret,
    database: drizzleAdapter(options.db, {
      provider: 'pg',
      schema: {
        user: users,
        session: sessions,
        account: accounts,
        verification: verifications,
        rateLimit: rateLimits,
      },
    }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN_CHARACTERS,
      maxPasswordLength: PASSWORD_MAX_CHARACTERS,
    },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    rateLimit: { enabled: true, storage: 'database' },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: isSecure(options.publicUrl),
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    plugins: [
      username(),
      admin({
        defaultRole: 'viewer',
        adminRoles: ['administrator'],
        roles: Object.fromEntries(USER_ROLES.map((role) => [role, access.newRole({})])),
      }),
    ],
    telemetry: { enabled: false },
    // Its warnings speak of single attempts; what matters is logged and audited by the session verbs.
    logger: { disabled: true },
  });
}

/** Whether cookies may only travel over TLS. */
export const isSecure = (publicUrl: string): boolean => publicUrl.startsWith('https://');
