/* oxlint-disable no-restricted-imports -- only tests import this file */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { JsonObject } from '#server/domain/resource.ts';
import { joinManifests, parseManifestFile } from '#server/git/parse-manifests.ts';
import { edited, type Fabric } from './sample-fabric.ts';

const FOLDER = resolve(import.meta.dirname, '../../../e2e/demo/fabric');
/** The fabric of the demo, as its files say. */
export const DEMO: Fabric = joinManifests(
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => parseManifestFile(file, readFileSync(join(FOLDER, file)), 'default')),
).resources;

/** A copy of a spec with one place set. */
function set(path: string, value: unknown): (spec: JsonObject) => JsonObject {
  return (spec) => {
    const copy = structuredClone(spec) as Record<string, unknown>;
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    let at = copy;
    for (const step of steps) at = (at[step] ??= {}) as Record<string, unknown>;
    if (value === undefined) delete at[last];
    else at[last] = value;
    return copy as JsonObject;
  };
}

/** The demo with one place of one object set, or gone. */
export const edit = (key: string, path: string, value: unknown): Fabric =>
  edited(DEMO, key, set(path, value));
