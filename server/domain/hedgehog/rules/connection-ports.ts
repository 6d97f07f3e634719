import { linksOf } from './connection-ends.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused } from './rule.ts';
import { eachShared, hold, type Holder, type Holders } from './shared-values.ts';

const FORMAT = refused('connection-port', 'Connection webhook: invalid port name, should be <device>/<port>');
const TWICE = refused('connection-port-duplicate', 'Connection webhook: unique ports must be used');
const TAKEN = refused(
  'connection-port-taken',
  'Connection webhook: port is already used by other connection',
);

/** `leaf-01/E1/4` and `leaf-01/E1/4/1` are one port: the first lane of a breakout. */
const lane = (port: string): string => (port.split('/').length === 3 ? `${port}/1` : port);

interface PortHolder extends Holder {
  readonly port: string;
}

/** The ports of Connections: well-formed, and each in one link of one Connection. Source: the vendor's webhooks. */
export function checkConnectionPorts(scope: RuleScope): void {
  const holders: Holders<PortHolder> = new Map();
  for (const connection of scope.of('Connection')) {
    const seen = new Set<string>();
    for (const { port, path: end } of linksOf(connection).flatMap(({ ends }) => ends)) {
      if (port === undefined) continue;
      const path = [...end, 'port'];
      const slash = port.indexOf('/');
      if (slash <= 0 || slash === port.length - 1) {
        scope.report(
          connection,
          FORMAT,
          path,
          `${port === '' ? 'nothing' : port} is no port; <device>/<port> such as leaf-01/E1/5 is expected`,
        );
        continue;
      }
      if (seen.has(port))
        scope.report(connection, TWICE, path, `${port} is in this connection twice; each port has one link`);
      seen.add(port);
      hold(holders, `${connection.namespace}/${lane(port)}`, { object: connection, path, port });
    }
  }
  eachShared(holders, ({ object, path, port }, other) =>
    scope.report(
      object,
      TAKEN,
      path,
      `${port} is in use by Connection ${other.object.name}${other.port === port ? '' : ` as ${other.port}`}; each port has one connection`,
    ),
  );
}
