import type { JsonValue } from '#server/domain/resource.ts';
import { entriesAt, listAt, textAt } from '#server/domain/hedgehog/json.ts';
import { parseCidr, type Cidr } from './cidr.ts';
import { eachOverlap } from './overlaps.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, type FieldPath, type RuleObject } from './rule.ts';
import { hasEntriesAt, isTrueAt } from './spec-values.ts';

const OVERLAP = refused(
  'gateway-peering-overlap',
  'GatewayPeering webhook: overlap between existing and new exposed CIDR',
);

/** A block that one side shows to the other, by its outside address where it is translated. */
interface Exposed extends Cidr {
  readonly peering: RuleObject;
  readonly path: FieldPath;
  readonly text: string;
}

function exposedBy(peering: RuleObject, side: string, entry: JsonValue): Exposed[] {
  return listAt(entry, 'expose').flatMap((expose, place) => {
    if (isTrueAt(expose, 'default')) return [];
    const list = hasEntriesAt(expose, 'as') ? 'as' : 'ips';
    return listAt(expose, list).flatMap((block, index) => {
      const text = textAt(block, 'cidr') ?? '';
      const cidr = parseCidr(text);
      const path = ['spec', 'peering', side, 'expose', place, list, index, 'cidr'];
      return cidr === null ? [] : [{ ...cidr, peering, path, text }];
    });
  });
}

/** Towards one VPC every address leads to one peering alone; within a peering the webhook does not look. */
export function checkExposedOverlaps(scope: RuleScope): void {
  const targets = new Map<string, Exposed[]>();
  for (const peering of scope.of('GatewayPeering')) {
    const sides = entriesAt(peering.spec, 'peering');
    if (sides.length !== 2) continue;
    for (const [side, entry] of sides) {
      const target = sides.find(([other]) => other !== side)?.[0] ?? '';
      const key = `${peering.namespace}/${target}`;
      const exposed = targets.get(key) ?? [];
      targets.set(key, exposed);
      exposed.push(...exposedBy(peering, side, entry));
    }
  }
  for (const exposed of targets.values()) {
    eachOverlap(
      exposed,
      ({ peering, path, text }, other) =>
        scope.report(
          peering,
          OVERLAP,
          path,
          `${text} overlaps ${other.text} of GatewayPeering ${other.peering.name}; towards one VPC each address is exposed once`,
        ),
      ({ peering }) => peering,
    );
  }
}
