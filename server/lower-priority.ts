import { constants, getPriority, setPriority } from 'node:os';

/**
 * Lets others go first for the processor where it is short: answers to people before runs. What the thread starts (git) inherits it.
 * On Linux a thread has a priority of its own, and 0 means the calling one; elsewhere it would be the whole process, the web part with it.
 */
export function lowerPriorityOfThread(): void {
  if (process.platform !== 'linux') return;
  try {
    // Never upwards: whoever started us lower meant it, and only root may.
    setPriority(0, Math.max(getPriority(0), constants.priority.PRIORITY_BELOW_NORMAL));
  } catch {
    // A sandbox may forbid it; nothing but speed depends on it.
  }
}
