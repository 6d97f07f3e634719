import { isAppError, type AppError } from '#server/domain/app-error.ts';
import { errorDefinition, type ErrorCode } from '#server/domain/errors.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4_000;

/** Nobody is let in: what holds for one object holds for all. */
const SHUT_OUT: ReadonlySet<ErrorCode> = new Set([
  'K8S_TLS_FAILED',
  'K8S_AUTH_INVALID_TOKEN',
  'K8S_AUTH_TOKEN_EXPIRED',
]);

/** A fault of the way to the cluster or of its server, not of one object: it may pass. */
export const mayPass = (error: AppError): boolean => errorDefinition(error.code).opensBreaker;

export interface Patience {
  /** Does `work`, again and again while the fault may pass. @throws AppError: the last fault, once patience is at its end at once */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Patience for work that must not give up at a passing fault: one for all that goes side by side. It ends when nothing has
 * succeeded for `limitMs`, or when the cluster shuts us out; from then on everything fails at once.
 */
export function createPatience({
  limitMs,
  pause,
  onEnd = () => {},
  now = () => performance.now(),
}: {
  readonly limitMs: number;
  /** Waits so many ms; what it throws ends the work (the run was stopped). */
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** Called when it ends. */
  readonly onEnd?: () => void;
  /** Monotonic, ms. */
  readonly now?: () => number;
}): Patience {
  let troubleSince: number | null = null;
  let over: AppError | null = null;

  /** Whether to try again. @throws what no patience helps against */
  function mayTryAgain(fault: AppError): boolean {
    if (SHUT_OUT.has(fault.code)) end(fault);
    if (!mayPass(fault)) throw fault;
    troubleSince ??= now();
    if (now() - troubleSince < limitMs) return true;
    end(fault);
    return false;
  }

  function end(fault: AppError): void {
    over ??= fault;
    onEnd();
  }

  return {
    async during(work) {
      for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
        if (over !== null) throw over;
        try {
          const result = await work();
          troubleSince = null;
          return result;
        } catch (error) {
          // Over since this began to wait for its turn: the fault that ended it is why.
          if (over !== null) throw over;
          if (!isAppError(error) || !mayTryAgain(error)) throw error;
        }
        await pause(pauseMs);
      }
    },
  };
}
