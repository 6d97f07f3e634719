import { setTimeout as delay } from 'node:timers/promises';
import type { CommandContext } from '#server/cli/command.ts';
import { failureText } from '#server/cli/failure.ts';
import { plain, shellWord } from '#server/cli/plain.ts';
import { progressLine, stepWords } from '#server/cli/progress-line.ts';
import { cut } from '#server/cli/table.ts';
import type { Terminal } from '#server/cli/terminal.ts';
import { isApiError } from '#server/client/api-error.ts';
import type { Run } from '#server/domain/wire/run.ts';

const POLL_MS = 500;
/** An app that restarts is back by then; the run goes on without us. */
const MOST_SILENCES = 60;
const CLEAR_LINE = '\r\u001b[2K';

/**
 * Waits for the end of a run and shows its progress on standard error: one line that is written over on a terminal, else a line
 * for each step. @returns null when a person has had enough; the run goes on. @throws ApiError when the app stays away
 */
export async function waitForRun(
  { api, options, terminal }: CommandContext,
  { taskId, fabric }: { readonly taskId: string; readonly fabric: string },
): Promise<Run | null> {
  const progress = options.json === true ? null : showProgress(terminal, taskId);
  const stop = new AbortController();
  terminal.onInterrupt(() => stop.abort());
  const { signal } = stop;
  try {
    for (let silences = 0; ;) {
      try {
        const now = await api.call('GET /runs/{id}', { params: { id: taskId }, signal });
        if (now.status !== 'pending' && now.status !== 'running') return now;
        progress?.show(now);
        silences = 0;
      } catch (error) {
        const mayPass = isApiError(error) && (error.isOffline || error.status >= 500);
        if (!mayPass || silences >= MOST_SILENCES) throw error;
        silences += 1;
        progress?.say(plain(`${error.message}; asked again`));
      }
      await delay(POLL_MS, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    progress?.clear();
    const failure = {
      error: `Not waited for any longer: ${taskId} goes on.`,
      code: 'INTERRUPTED',
      advice: `To see it: fabric-sync run ${taskId}\nTo cancel it: fabric-sync cancel ${shellWord(fabric)}`,
    };
    const json = options.json === true;
    terminal.err(`${json ? '' : '\n'}${failureText(failure, json)}`);
    return null;
  } finally {
    progress?.clear();
  }
}

function showProgress(terminal: Terminal, taskId: string) {
  let said = '';
  let shown = false;
  const say = (text: string): void => {
    if (terminal.errColumns !== null) {
      terminal.err(`${CLEAR_LINE}${cut(text, terminal.errColumns - 1)}`);
      shown = true;
    } else if (text !== said) terminal.err(`${taskId}: ${text}\n`);
    said = text;
  };
  return {
    say,
    show(run: Run): void {
      say(
        terminal.errColumns === null
          ? stepWords({ ...run, progress: { ...run.progress, message: '' } })
          : progressLine(run, terminal.errColumns, Date.now()),
      );
    },
    clear(): void {
      if (shown) terminal.err(CLEAR_LINE);
      shown = false;
    },
  };
}
