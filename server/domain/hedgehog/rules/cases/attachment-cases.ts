import type { JsonObject } from '#server/domain/resource.ts';
import { CLUSTER } from './tenant-cluster.ts';
import type { Objects, RuleCase } from './rule-case.ts';

const attach = (subnet: string, connection: string, more: JsonObject = {}): Objects => ({
  VPCAttachment: { 'a-1': { subnet, connection, ...more } },
});
const attachments = (first: JsonObject, second: JsonObject): Objects => ({
  VPCAttachment: {
    'a-1': { subnet: 'vpc-1/web', connection: 'c-bundled', ...first },
    'a-2': { subnet: 'vpc-1/db', connection: 'c-bundled', ...second },
  },
});

const CASES: readonly RuleCase[] = [
  {
    rule: 'attachment-subnet',
    why: 'missing',
    field: 'spec.subnet',
    bad: attach('', 'c-bundled'),
    good: attach('vpc-1/web', 'c-bundled'),
  },
  {
    rule: 'attachment-subnet',
    why: 'no VPC',
    field: 'spec.subnet',
    bad: attach('/web', 'c-bundled'),
    good: attach('vpc-2', 'c-bundled'),
  },
  {
    rule: 'attachment-connection',
    field: 'spec.connection',
    bad: attach('vpc-1/web', ''),
    good: attach('vpc-1/web', 'unknown'),
  },
  {
    rule: 'attachment-subnet-missing',
    why: 'of another name',
    field: 'spec.subnet',
    bad: attach('vpc-1/mail', 'c-bundled'),
    good: attach('vpc-9/mail', 'c-bundled'),
    says: 'vpc-1 has no subnet mail',
  },
  {
    rule: 'attachment-subnet-missing',
    why: 'default',
    field: 'spec.subnet',
    bad: attach('vpc-1', 'c-bundled'),
    good: attach('vpc-2', 'c-bundled'),
  },
  {
    rule: 'attachment-connection-type',
    field: 'spec.connection',
    bad: attach('vpc-1/web', 'c-external'),
    good: attach('vpc-1/web', 'c-eslag'),
  },
  {
    rule: 'attachment-mclag',
    field: 'spec.connection',
    bad: attach('vpc-1/web', 'c-mclag'),
    good: attach('vpc-1/web', 'c-eslag'),
  },
  {
    rule: 'attachment-vpc-mode',
    field: 'spec.connection',
    bad: attach('vpc-3/default', 'c-eslag'),
    good: attach('vpc-3/default', 'c-bundled'),
  },
  {
    rule: 'attachment-host-bgp',
    field: 'spec.connection',
    bad: attach('vpc-1/hosts', 'c-bundled'),
    good: attach('vpc-1/hosts', 'c-unbundled'),
  },
  {
    rule: 'attachment-host-bgp-native-vlan',
    field: 'spec.nativeVLAN',
    bad: attach('vpc-1/hosts', 'c-unbundled', { nativeVLAN: true }),
    good: attach('vpc-1/web', 'c-unbundled', { nativeVLAN: true }),
  },
  {
    rule: 'attachment-vlan-namespace',
    field: 'spec.connection',
    bad: attach('vpc-3/default', 'c-bundled'),
    good: attach('vpc-2/default', 'c-eslag'),
    says: 'leaf-01',
  },
  {
    rule: 'attachment-duplicate',
    field: 'spec.subnet',
    bad: attachments({}, { subnet: 'vpc-1/web' }),
    good: attachments({}, { subnet: 'vpc-1/web', connection: 'c-eslag' }),
  },
  {
    rule: 'attachment-duplicate',
    why: 'default by two spellings',
    field: 'spec.subnet',
    bad: attachments({ subnet: 'vpc-2' }, { subnet: 'vpc-2/default' }),
    good: attachments({ subnet: 'vpc-2' }, {}),
  },
  {
    rule: 'attachment-native-vlan',
    field: 'spec.nativeVLAN',
    bad: attachments({ nativeVLAN: true }, { nativeVLAN: true }),
    good: attachments({ nativeVLAN: true }, { nativeVLAN: false }),
  },
];

export const ATTACHMENT_CASES: readonly RuleCase[] = CASES.map((entry) => ({ live: CLUSTER, ...entry }));
