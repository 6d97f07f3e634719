import { hash } from 'node:crypto';
import { isObject } from '#server/domain/hedgehog/json.ts';
import { asWritten, normalise, type ContentForm } from '#server/domain/hedgehog/normalise.ts';
import type { DesiredResource, JsonValue, LiveResource } from '#server/domain/resource.ts';

/** Changes when the rules of normalisation change what a form looks like: old pairs then count as unknown. */
const FORM_VERSION = '2';

/**
 * A text that is equal for equal values, whatever order their keys were written in, and different for different ones.
 * Texts go with their length instead of quotes: quoting was a fifth of a plan's time.
 */
function stable(value: JsonValue): string {
  if (typeof value === 'string') return `s${value.length}:${value}`;
  if (typeof value !== 'object' || value === null) return `${String(value)};`;
  let text = '';
  if (!isObject(value)) {
    for (const entry of value) text += stable(entry);
    return `[${text}]`;
  }
  for (const key of Object.keys(value).sort()) text += `${key.length}:${key}${stable(value[key] ?? null)}`;
  return `{${text}}`;
}

/** SHA-256 of a form; the hashes below are of the forms that they name. */
export function hashForm(apiVersion: string, form: ContentForm): string {
  const text = `${FORM_VERSION}\n${apiVersion}\n${stable(form.spec)}\n${stable(form.labels)}\n${stable(form.annotations)}`;
  return hash('sha256', text, 'hex');
}

/** What the source sets, and its fingerprint. */
interface WrittenForm {
  readonly form: ContentForm;
  readonly hash: string;
}

/** A file that did not change gives the same objects to every run, and a run compares each at least twice. */
const writtenForms = new WeakMap<DesiredResource, WrittenForm>();

/** asWritten and desiredHash of a resource, made once: resources are never changed in place. */
export function writtenForm(resource: DesiredResource): WrittenForm {
  const known = writtenForms.get(resource);
  if (known !== undefined) return known;
  const form = asWritten(resource);
  const made = { form, hash: hashForm(resource.apiVersion, form) };
  writtenForms.set(resource, made);
  return made;
}

/**
 * SHA-256 of what the source sets: spec, labels and annotations that are its to set, in the server's spelling and order.
 * An explicit default or blank counts, because a field that is set is compared and one that is not is left to others.
 */
export function desiredHash(resource: DesiredResource): string {
  return writtenForm(resource).hash;
}

/**
 * SHA-256 of the canonical live object: what webhooks, defaults and other tools add does not count where it means nothing,
 * nor do our own marks.
 */
export function liveHash(live: LiveResource): string {
  return hashForm(live.apiVersion, normalise(live));
}
