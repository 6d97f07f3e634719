import { readFile } from 'node:fs/promises';
import type { Api } from '#server/api/endpoint.ts';
import { AppError } from '#server/domain/app-error.ts';

const DOCS = '/api/hedgehog/docs';
/** As the pages have it (app/paths.ts). */
const SIGN_IN = `/login?next=${encodeURIComponent(DOCS)}`;

const own = (name: string): URL => new URL(`./docs-page/${name}`, import.meta.url);

/** Everything that the page loads, by the name in its address. */
const FILES: Readonly<Record<string, { readonly at: URL; readonly type: string }>> = {
  '': { at: own('page.html'), type: 'text/html; charset=utf-8' },
  'page.css': { at: own('page.css'), type: 'text/css; charset=utf-8' },
  'start.js': { at: own('start.js'), type: 'text/javascript; charset=utf-8' },
  'swagger-ui.css': {
    at: new URL(import.meta.resolve('swagger-ui-dist/swagger-ui.css')),
    type: 'text/css; charset=utf-8',
  },
  'swagger-ui-bundle.js': {
    at: new URL(import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js')),
    type: 'text/javascript; charset=utf-8',
  },
};

/** All from this server, no script in the page; React writes style attributes. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * A page on which the document can be read and tried. It is no operation of the API: the document does not list it.
 * A person who is not signed in is led to the sign-in page and back; a client is answered as by the API.
 */
export function addDocs(app: Api): void {
  for (const [name, { at, type }] of Object.entries(FILES)) {
    app.get(name === '' ? DOCS : `${DOCS}/${name}`, async (c) => {
      if (c.get('signedIn') === null) {
        if (name === '' && c.req.header('accept')?.includes('text/html') === true) return c.redirect(SIGN_IN);
        throw new AppError('NOT_AUTHENTICATED');
      }
      const content = new Uint8Array(await readFile(at));
      return c.body(content, 200, { 'content-type': type, 'content-security-policy': POLICY });
    });
  }
}
