import { setTimeout as delay } from 'node:timers/promises';
import { CallFailed, type CliApi } from '#server/cli/api-client.ts';
import { run, type Run } from '#server/domain/wire/run.ts';

const POLL_MS = 1_000;
/** An app that restarts is back by then; the run goes on without us. */
const MOST_SILENCES = 30;

/** Waits for the end of a run. @throws CallFailed when the app stays away */
export async function untilEnded(api: CliApi, taskId: string): Promise<Run> {
  for (let silences = 0; ;) {
    try {
      const now = await api.call('GET', `/runs/${taskId}`, run);
      if (now.status !== 'pending' && now.status !== 'running') return now;
      silences = 0;
    } catch (error) {
      const mayPass = error instanceof CallFailed && (error.status === 0 || error.status >= 500);
      if (!mayPass || silences >= MOST_SILENCES) throw error;
      silences += 1;
    }
    await delay(POLL_MS);
  }
}
