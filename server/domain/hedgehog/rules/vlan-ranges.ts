import { isObject, listAt } from '#server/domain/hedgehog/json.ts';
import type { RuleObject } from './rule.ts';
import { isBlankAt, numberAt } from './spec-values.ts';

/** One range of VLANs as a VLANNamespace has it; `to` left out means one VLAN. */
export interface VlanRange {
  readonly index: number;
  readonly first: number;
  readonly last: number;
}

/** The ranges of a VLANNamespace; null = one of them is of a wrong type, so that nothing can be said. */
export function vlanRangesOf(space: RuleObject): VlanRange[] | null {
  const ranges: VlanRange[] = [];
  for (const [index, range] of listAt(space.spec, 'ranges').entries()) {
    if (!isObject(range)) return null;
    const first = isBlankAt(range, 'from') ? 0 : numberAt(range, 'from');
    const last = isBlankAt(range, 'to') ? first : numberAt(range, 'to');
    if (first === undefined || last === undefined) return null;
    ranges.push({ index, first, last });
  }
  return ranges;
}
