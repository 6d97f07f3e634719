import { canonicalDuration } from './go-duration.ts';
import {
  childObject,
  childObjects,
  fillIn,
  isBlank,
  sortObjects,
  type MutableObject,
} from './mutable-json.ts';
import { pathTree } from './path-tree.ts';
import type { SpecRules } from './spec-form.ts';

const DEFAULT_WORKERS = 4;
const DEFAULT_IDLE_TIMEOUT = '2m0s';

export const gatewayRules: SpecRules = {
  rewrite: (spec) => {
    for (const group of childObjects(spec, 'groups'))
      if (isBlank(group['priority'])) delete group['priority'];
    sortObjects(spec, 'groups', 'name');
  },
  fill: (spec) => {
    fillIn(spec, 'logs', {});
    const logs = childObject(spec, 'logs');
    fillIn(logs, 'default', 'info');
    fillIn(logs, 'tags', { all: 'info' });
    const limit = childObject(logs, 'rateLimit');
    fillIn(limit, 'burst', 50);
    fillIn(limit, 'replenishPerSecond', 5);
    fillIn(spec, 'workers', DEFAULT_WORKERS);
    fillIn(spec, 'groups', [{ name: 'default' }]);
  },
  paths: pathTree({ object: ['interfaces.*'], kept: ['logs.tags.*', 'logs.rateLimit'], sorted: ['groups'] }),
};

/** The forms of address translation that hold a timeout. */
const TIMED_NAT = ['masquerade', 'portForward'] as const;

function timedNat(spec: MutableObject): MutableObject[] {
  return childObjects(spec, 'peering')
    .flatMap((side) => childObjects(side, 'expose'))
    .flatMap((expose) => TIMED_NAT.map((form) => childObject(childObject(expose, 'nat'), form)))
    .filter((nat) => nat !== undefined);
}

export const gatewayPeeringRules: SpecRules = {
  rewrite: (spec) => {
    for (const nat of timedNat(spec)) {
      const timeout = nat['idleTimeout'];
      if (typeof timeout === 'string') nat['idleTimeout'] = canonicalDuration(timeout);
    }
  },
  fill: (spec) => {
    fillIn(spec, 'gatewayGroup', 'default');
    for (const nat of timedNat(spec)) fillIn(nat, 'idleTimeout', DEFAULT_IDLE_TIMEOUT);
    const acl = childObject(spec, 'acl');
    fillIn(acl, 'default', 'deny-unless-exposed');
    for (const rule of childObjects(acl, 'rules')) fillIn(rule, 'scope', 'flow');
  },
  // `static: {}` is a choice and an `acl` without rules is one, not empty structs.
  paths: pathTree({ object: ['peering.*'], kept: ['acl', 'peering.*.expose.*.nat.static'] }),
};
