import { addressInside, lastAddress } from './ipv4.ts';
import { canonicalMac } from './mac-address.ts';
import {
  childObject,
  childObjects,
  fillIn,
  isBlank,
  sortObjects,
  sortTexts,
  type MutableObject,
} from './mutable-json.ts';
import { pathTree } from './path-tree.ts';
import type { SpecRules } from './spec-form.ts';

const DEFAULT_INTERFACE_MTU = 9036;
const DEFAULT_LEASE_SECONDS = 3600;

function renameLeases(spec: MutableObject): void {
  for (const subnet of childObjects(spec, 'subnets')) {
    const dhcp = childObject(subnet, 'dhcp');
    const leases = childObject(dhcp, 'static');
    if (dhcp === undefined || leases === undefined) continue;
    dhcp['static'] = Object.fromEntries(
      Object.entries(leases).map(([mac, lease]) => [canonicalMac(mac), lease]),
    );
  }
}

/** With DHCP off the webhook removes range and options; empty options it removes anyway. */
function rewriteDhcp(dhcp: MutableObject): void {
  const options = childObject(dhcp, 'options');
  const empty = options !== undefined && Object.values(options).every((value) => isBlank(value));
  if (dhcp['enable'] !== true || empty) delete dhcp['options'];
  if (dhcp['enable'] !== true) delete dhcp['range'];
  sortTexts(options, 'dnsServers');
  sortTexts(options, 'timeServers');
  sortObjects(options, 'advertisedRoutes', 'destination', 'gateway');
}

/** DHCP hands out everything from the second address to the last one, the broadcast address included. */
function fillDhcp(dhcp: MutableObject, cidr: string): void {
  if (dhcp['enable'] !== true) return;
  fillIn(dhcp, 'range', {});
  const range = childObject(dhcp, 'range');
  if (isBlank(range?.['start'])) fillIn(range, 'start', addressInside(cidr, 2));
  if (isBlank(range?.['end'])) fillIn(range, 'end', lastAddress(cidr));
  const options = childObject(dhcp, 'options');
  fillIn(options, 'interfaceMTU', DEFAULT_INTERFACE_MTU);
  fillIn(options, 'leaseTimeSeconds', DEFAULT_LEASE_SECONDS);
}

export const vpcRules: SpecRules = {
  rename: renameLeases,
  rewrite: (spec) => {
    renameLeases(spec);
    for (const subnet of childObjects(spec, 'subnets')) {
      const dhcp = childObject(subnet, 'dhcp');
      if (dhcp !== undefined) rewriteDhcp(dhcp);
    }
  },
  fill: (spec) => {
    fillIn(spec, 'mode', 'l2vni');
    fillIn(spec, 'ipv4Namespace', 'default');
    fillIn(spec, 'vlanNamespace', 'default');
    for (const subnet of childObjects(spec, 'subnets')) {
      const cidr = subnet['subnet'];
      if (typeof cidr !== 'string') continue;
      if (subnet['hostBGP'] !== true && isBlank(subnet['gateway']))
        fillIn(subnet, 'gateway', addressInside(cidr, 1));
      const dhcp = childObject(subnet, 'dhcp');
      if (dhcp !== undefined) fillDhcp(dhcp, cidr);
    }
  },
  paths: pathTree({
    object: ['subnets.*', 'subnets.*.dhcp.static.*', 'subnets.*.hostBGPExtraPrefixes.*'],
    // Pointers in Go: false overrides defaultIsolated and defaultRestricted, absent follows them.
    kept: ['subnets.*.isolated', 'subnets.*.restricted'],
    sorted: [
      'subnets.*.dhcp.options.dnsServers',
      'subnets.*.dhcp.options.timeServers',
      'subnets.*.dhcp.options.advertisedRoutes',
    ],
  }),
};
