/**
 * What Hedgehog's installer puts into FabricConfig unless told otherwise. The installation may have other values, which
 * the API does not show: rules that use these only warn, and name the default.
 */
export const FABRIC_DEFAULTS = {
  managementSubnet: '172.30.0.0/21',
  protocolSubnet: '172.30.8.0/22',
  vtepSubnet: '172.30.12.0/22',
  fabricSubnet: '172.30.128.0/17',
  spineAsn: 65_100,
  leafAsnStart: 65_101,
  leafAsnEnd: 65_533,
  /** fabricMTU 9100 less serverFacingMTUOffset 64. */
  serverFacingMtu: 9_036,
} as const;

/** VLANs that the fabric keeps to itself by default. */
export const RESERVED_VLANS = [
  { name: 'vpcIRBVLANRange', first: 3_000, last: 3_899 },
  { name: 'th5WorkaroundVLANRange', first: 3_900, last: 3_999 },
] as const;

/** Subnets that the fabric keeps to itself by default. */
export const RESERVED_SUBNETS = [
  FABRIC_DEFAULTS.managementSubnet,
  FABRIC_DEFAULTS.protocolSubnet,
  FABRIC_DEFAULTS.vtepSubnet,
  FABRIC_DEFAULTS.fabricSubnet,
] as const;
