import type { ErrorBody } from '#server/domain/wire/list.ts';
import type { LiveMessage } from '#server/domain/wire/live.ts';

/** Answer to a command that was refused; beside the messages of the contract, which speak of fabrics only. */
export interface Refusal {
  readonly type: 'request.refused';
  readonly payload: Pick<ErrorBody, 'error' | 'code'>;
}

export type Outgoing = LiveMessage | Refusal;
