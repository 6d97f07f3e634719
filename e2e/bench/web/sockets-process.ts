import { WebSocket } from 'ws';
import type { Told, Wanted } from './sockets.ts';

/**
 * A process of many Socket.IO clients that cost little: WebSockets that speak just enough of the protocol (Engine.IO 4: "2" is a
 * ping, "3" its answer, "40" a connection, "42" an event).
 */
const EVENT = '42["sync.status_update",';
const OPEN_AT_ONCE = 50;
const sockets = new Set<WebSocket>();
let awaited: { readonly fabric: number; readonly status: string; readonly times: number[] } | null = null;

const now = (): number => performance.timeOrigin + performance.now();
const tell = (told: Told): void => void process.send?.(told);

process.on('message', (wanted: Wanted) => {
  if (wanted.type === 'await') {
    awaited = { fabric: wanted.fabric, status: wanted.status, times: [] };
    tell({ type: 'ready' });
    return;
  }
  open(wanted).then(
    () => tell({ type: 'ready' }),
    (error: unknown) => tell({ type: 'failed', error: String(error) }),
  );
});

async function open({ url, tokens, fabrics }: Extract<Wanted, { type: 'open' }>): Promise<void> {
  let next = 0;
  const opener = async (): Promise<void> => {
    for (let token = tokens[next++]; token !== undefined; token = tokens[next++]) {
      await connect(url, token, fabrics);
    }
  };
  await Promise.all(Array.from({ length: OPEN_AT_ONCE }, opener));
}

/** Resolves when the present state has come. */
function connect(url: string, token: string, fabrics: readonly number[]): Promise<void> {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  return new Promise((resolve, reject) => {
    ws.on('error', reject);
    ws.on('close', () => {
      sockets.delete(ws);
      tell({ type: 'closed' });
    });
    ws.on('message', (data: Buffer) => {
      const packet = data.toString('utf8');
      if (packet === '2') ws.send('3');
      else if (packet.startsWith('0')) ws.send(`40${JSON.stringify({ token })}`);
      else if (packet.startsWith('40'))
        ws.send(`42${JSON.stringify(['subscribe', { fabric_ids: fabrics }])}`);
      else if (packet.startsWith('44')) reject(new Error(packet));
      else if (packet.startsWith(EVENT)) {
        sockets.add(ws);
        resolve();
        if (awaited !== null) note(awaited, packet);
      }
    });
  });
}

function note({ fabric, status, times }: NonNullable<typeof awaited>, packet: string): void {
  const at = now();
  const [, payload] = JSON.parse(packet.slice(2)) as [string, { fabric_id: number; status: string }];
  if (payload.fabric_id !== fabric || payload.status !== status) return;
  times.push(at);
  if (times.length !== sockets.size) return;
  awaited = null;
  tell({ type: 'heard', times });
}
