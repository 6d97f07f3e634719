import { RUN_STEPS, type RunStep } from '#server/domain/words.ts';

/** `kill`: as kill -9 would. `stop`: frozen until somebody sends SIGCONT. */
const FAULTS = { kill: 'SIGKILL', stop: 'SIGSTOP' } as const;
type Fault = keyof typeof FAULTS;

/** Before a step is begun, once it is (its progress may still be on its way to the database), and after the end of the run is written. */
export type FaultPlace = RunStep | `before-${RunStep}` | 'ended';

export const FAULT_PLACES: readonly FaultPlace[] = [
  ...RUN_STEPS.flatMap((step) => [`before-${step}`, step] as const),
  'ended',
];

export interface FaultPoint {
  readonly place: FaultPlace;
  readonly fault: Fault;
}

/** "apply:kill" → place and fault; null when it names none. */
export function parseFaultPoint(text: string): FaultPoint | null {
  const [place, fault, ...rest] = text.split(':');
  const known = FAULT_PLACES.find((one) => one === place);
  if (known === undefined || rest.length > 0 || (fault !== 'kill' && fault !== 'stop')) return null;
  return { place: known, fault };
}

/** What a run calls at each place; does to this process what was asked for there, the first time it comes by. */
export type ReachPlace = (place: FaultPlace) => void;

export function faultPointOf(
  wanted: FaultPoint,
  signal: (name: NodeJS.Signals) => void = (name) => void process.kill(process.pid, name),
): ReachPlace {
  let done = false;
  return (place) => {
    if (done || place !== wanted.place) return;
    done = true;
    signal(FAULTS[wanted.fault]);
  };
}
