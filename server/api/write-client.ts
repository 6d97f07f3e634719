import { readFile, writeFile } from 'node:fs/promises';
import { format, type FormatConfig } from 'oxfmt';
import { documentOfEndpoints, operationsSource } from '#server/api/client-types.ts';

/** Where the generated file stands, for the command that writes it and the test that compares. */
export const OPERATIONS_FILE = new URL('../client/operations.ts', import.meta.url);

/** The generated file as it has to be, formatted like all others. */
export async function clientSource(): Promise<string> {
  const style = JSON.parse(
    await readFile(new URL('../../.oxfmtrc.json', import.meta.url), 'utf8'),
  ) as FormatConfig;
  const { code, errors } = await format('operations.ts', operationsSource(documentOfEndpoints()), style);
  if (errors.length > 0) throw new Error('The generated client does not parse', { cause: errors });
  return code;
}

// `npm run client`
if (import.meta.main) await writeFile(OPERATIONS_FILE, await clientSource());
