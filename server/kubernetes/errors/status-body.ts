import { z } from 'zod';

const causeSchema = z.object({
  reason: z.string().catch(''),
  field: z.string().catch(''),
  message: z.string().catch(''),
});
type StatusCause = z.infer<typeof causeSchema>;

const detailsSchema = z.object({
  name: z.string().catch(''),
  group: z.string().catch(''),
  kind: z.string().catch(''),
  causes: z.array(causeSchema).catch([]),
  retryAfterSeconds: z.number().catch(0),
});

const statusSchema = z.object({
  kind: z.string().catch(''),
  message: z.string().catch(''),
  reason: z.string().catch(''),
  details: detailsSchema.optional().catch(undefined),
});

/** What a refusal says, reduced. `fromKubernetes` is false for texts and for JSON of proxies on the way. */
export interface StatusBody {
  readonly fromKubernetes: boolean;
  readonly message: string;
  readonly reason: string;
  readonly name: string;
  readonly kind: string;
  readonly causes: readonly StatusCause[];
  readonly retryAfterSeconds: number;
}

/** Bounds what patterns run over, whatever a server sends. */
const LONGEST_TEXT_CHARACTERS = 20_000;
const MOST_CAUSES = 100;

/** Reads the body of a refusal: a Kubernetes Status, some other JSON with a message, a text, or a web page. Never throws. */
export function parseStatusBody(text: string): StatusBody {
  const parsed = statusSchema.safeParse(parseJson(text));
  const { kind, message, reason, details } = parsed.success
    ? parsed.data
    : { kind: '', message: describeText(text), reason: '', details: undefined };
  return {
    fromKubernetes: kind === 'Status',
    message: message.slice(0, LONGEST_TEXT_CHARACTERS),
    reason,
    name: details?.name ?? '',
    kind: details?.kind ?? '',
    causes: (details?.causes ?? []).slice(0, MOST_CAUSES),
    retryAfterSeconds: details?.retryAfterSeconds ?? 0,
  };
}

/** Short words for a body that is no JSON. */
export function describeText(text: string): string {
  const start = text.slice(0, LONGEST_TEXT_CHARACTERS).trim();
  if (start === '') return 'the answer is empty';
  return /^<(?:!doctype|html|\?xml|head|body)/i.test(start) ? 'the answer is a web page, not JSON' : start;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
