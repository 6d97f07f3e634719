import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { atEnd } from '../suites/at-end.ts';

/** A way to a TCP server that can swallow everything: connections stay, nothing comes through, new ones get no answer. */
export interface TcpHole {
  readonly port: number;
  swallow(): void;
  /** Lets through again; connections that were swallowed are reset, as by a network that forgot them. */
  heal(): void;
}

export async function openTcpHole(target: {
  readonly host: string;
  readonly port: number;
}): Promise<TcpHole> {
  const pairs = new Map<Socket, Socket | null>();
  let swallows = false;
  const open = (near: Socket): void => {
    near.on('error', () => undefined);
    if (swallows) {
      pairs.set(near, null);
      return;
    }
    const far = connect(target);
    pairs.set(near, far);
    far.on('error', () => near.destroy());
    near.on('data', (chunk) => void (swallows || far.write(chunk)));
    far.on('data', (chunk) => void (swallows || near.write(chunk)));
    near.on('close', () => {
      pairs.delete(near);
      // Nobody on the other side hears of it while the network is gone.
      if (!swallows) far.destroy();
    });
    far.on('close', () => void (swallows || near.destroy()));
  };
  const server = createServer(open);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const reset = (): void => {
    for (const [near, far] of pairs) {
      near.destroy();
      far?.destroy();
    }
    pairs.clear();
  };
  atEnd(() => {
    reset();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    swallow() {
      swallows = true;
    },
    heal() {
      swallows = false;
      reset();
    },
  };
}
