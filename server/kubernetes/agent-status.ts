import { z } from 'zod';
import { rawPages } from './list-pages.ts';
import type { Sender } from './send.ts';
import type { ServedKind } from './served-kind.ts';

/** How far one switch has come, from its Agent's status. Nothing of its spec, which holds password hashes. */
export interface AgentStatus {
  /** The switch's name too. */
  readonly name: string;
  /** What the switch should run … */
  readonly generation: number;
  /** … and what it last said that it runs; null = it has not spoken yet. */
  readonly lastAppliedGeneration: number | null;
  readonly lastHeartbeat: Date | null;
}

/** Agents carry whole configurations and counters: small pages. */
const PAGE_OBJECTS = 50;

const time = z
  .string()
  .transform((text) => new Date(text))
  .refine((date) => !Number.isNaN(date.getTime()))
  .nullable()
  .catch(null);

const agentSchema = z.object({
  metadata: z.object({ name: z.string(), generation: z.number().catch(0) }),
  status: z
    .object({
      lastAppliedGen: z.number().nullable().catch(null),
      lastHeartbeat: time,
    })
    .catch({ lastAppliedGen: null, lastHeartbeat: null }),
});

/** The status of every Agent of a namespace. */
export async function readAgents(
  sender: Sender,
  served: ServedKind,
  namespace: string,
): Promise<AgentStatus[]> {
  let agents: AgentStatus[] = [];
  for await (const page of rawPages(sender, served, { namespace, limit: PAGE_OBJECTS }, parseAgent)) {
    if (page.restarted) agents = [];
    agents.push(...page.items.flat());
  }
  return agents;
}

function parseAgent(item: unknown): AgentStatus[] {
  const parsed = agentSchema.safeParse(item);
  if (!parsed.success) return [];
  const { metadata, status } = parsed.data;
  return [
    {
      name: metadata.name,
      generation: metadata.generation,
      lastAppliedGeneration: status.lastAppliedGen,
      lastHeartbeat: status.lastHeartbeat,
    },
  ];
}
