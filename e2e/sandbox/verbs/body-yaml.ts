import { parseDocument } from 'yaml';
import type { Tags } from 'yaml';
import type { Json } from '../json.ts';
import { badRequest } from '../http/status-error.ts';

export interface ParsedBody {
  value: Json;
  /** What strict field validation says of keys that stand twice. */
  duplicates: string[];
}

/** Beyond this, aliases of aliases make a small text a huge value. */
const MOST_ALIASES = 100;

/**
 * YAML as the API server reads request bodies: version 1.1, where an unquoted `y` or `no` is a boolean; but 10:20:30 is no number
 * and a date no date. Throws the API server's 400.
 */
export function parseYaml(text: string): ParsedBody {
  const document = parseDocument(text, { version: '1.1', merge: true, customTags: goTags });
  const duplicates: string[] = [];
  for (const error of document.errors) {
    if (error.code !== 'DUPLICATE_KEY') {
      const [why = ''] = error.message.split('\n');
      throw badRequest(`error decoding YAML: error converting YAML to JSON: yaml: ${why}`);
    }
    const [start] = error.linePos ?? [];
    const key = text.slice(error.pos[0]).split(':')[0]?.trim() ?? '';
    const line = `  line ${start?.line ?? 0}: key ${JSON.stringify(key)} already set in map`;
    duplicates.push(`yaml: unmarshal errors:\n${line}`);
  }
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }) as Json, duplicates };
  } catch (error) {
    throw badRequest(`error decoding YAML: ${error instanceof Error ? error.message : ''}`);
  }
}

const UNKNOWN_TO_GO = /:(timestamp|binary|omap|pairs|set)$/;

function goTags(tags: Tags): Tags {
  return tags.filter(
    (tag) => typeof tag === 'string' || !(tag.format === 'TIME' || UNKNOWN_TO_GO.test(tag.tag)),
  );
}
