import { z } from 'zod';
import { SUBDOMAIN } from '#server/domain/hedgehog/rules/names.ts';
import { resourceDetail } from '#server/domain/wire/resource.ts';
import { line } from '#server/domain/wire/text.ts';
import { ID_MAX } from '#server/domain/wire/identifier.ts';

/** Resources as people edit them in the inventory. */

const SPEC_RULE = 'Enter a mapping of fields';
const KEY_PATTERN = /^([A-Za-z0-9.-]{1,253}\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

const name = line(253)
  .regex(SUBDOMAIN, 'Enter lower case letters, digits, "-" and "."')
  .describe('Name of the object');
const spec = z
  .record(z.string(), z.unknown(), { error: SPEC_RULE })
  .describe('Its spec, whole: what is given replaces what stands there');
const key = z.string().regex(KEY_PATTERN, 'Enter a key such as team or example.com/team');
const labelValue = z
  .string({ error: 'Write the value in quotes: it must be a text' })
  .regex(
    /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/,
    'Enter at most 63 letters, digits, "-", "_" and "."',
  );
const annotationValue = z.string({ error: 'Write the value in quotes: it must be a text' }).max(100_000);

const settings = {
  spec,
  labels: z.record(key, labelValue).describe('Labels of the object, all of them'),
  annotations: z.record(key, annotationValue).describe('Annotations of the object, all of them'),
  api_version: line(200)
    .min(1, 'Enter an API version')
    .describe('API version of the object; absent = the one that this product writes'),
};

/** POST resources. Only of fabrics whose source is the inventory. */
export const resourceInput = z.strictObject({
  fabric_id: z.int().positive().max(ID_MAX).describe('Id of the fabric; its source must be the inventory'),
  kind: line(100).min(1, 'Choose a kind').describe('Kind of the object: VPC, Connection …'),
  name,
  namespace: name.optional().describe('Namespace of the object; absent = that of the fabric'),
  spec: settings.spec,
  labels: settings.labels.default({}),
  annotations: settings.annotations.default({}),
  /** Absent = the one that this product writes. */
  api_version: settings.api_version.optional(),
});
export type ResourceInput = z.infer<typeof resourceInput>;

/** PATCH resources/{id}: what is given replaces what stands there. Kind, namespace and name never change. */
export const resourcePatch = z
  .strictObject(settings)
  .partial()
  .extend({
    version: z
      .int()
      .positive()
      .optional()
      .describe('The version that was edited: another one is refused; absent = not checked'),
  });
export type ResourcePatch = z.infer<typeof resourcePatch>;

/** What a check found that does not stand against saving. */
const resourceWarning = z.object({
  field: z.string().describe('Field that is meant; empty = the whole object'),
  message: z.string().describe('What was found'),
});
export type ResourceWarning = z.infer<typeof resourceWarning>;

export const changedResource = resourceDetail.extend({
  checked_by_cluster: z
    .boolean()
    .describe("Whether the cluster's own schema was asked, and had nothing against it"),
  warnings: z.array(resourceWarning).describe('What was found and does not stand against saving'),
});
export type ChangedResource = z.infer<typeof changedResource>;
