import { expect, test } from 'vitest';
import { waitingSince, type WaitingInputs } from '#server/domain/waiting-since.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const EARLIER = new Date('2026-03-01T11:00:00.000Z');
const NEW: WaitingInputs = {
  kubernetesServer: 'https://fabric.example:6443',
  syncEnabled: true,
  syncInterval: 300,
  activeRunId: null,
  connectionError: null,
  syncError: null,
  lastSync: null,
  statusTarget: 'a',
  waitingSince: EARLIER,
};

test.each<[string, WaitingInputs | null, WaitingInputs, Date | null]>([
  ['a new fabric', null, NEW, NOW],
  ['a new fabric without a server', null, { ...NEW, kubernetesServer: '' }, null],
  ['goes on waiting', NEW, NEW, EARLIER],
  ['goes on while a run is under way', NEW, { ...NEW, activeRunId: 7 }, EARLIER],
  ['goes on after a failed run', NEW, { ...NEW, syncError: 'x' }, EARLIER],
  ['another target begins anew', NEW, { ...NEW, statusTarget: 'b' }, NOW],
  ['verified', NEW, { ...NEW, lastSync: NOW }, null],
  ['history cleared', { ...NEW, lastSync: EARLIER, waitingSince: null }, NEW, NOW],
  ['switched off', NEW, { ...NEW, syncEnabled: false }, null],
  ['switched on', { ...NEW, syncEnabled: false, waitingSince: null }, { ...NEW, waitingSince: null }, NOW],
  ['interval 0', NEW, { ...NEW, syncInterval: 0 }, null],
])('%s', (_, before, after, since) => {
  expect(waitingSince(before, after, NOW)).toEqual(since);
});
