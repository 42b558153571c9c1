import type { Position } from './Position.js';
import { decodeClaim, type Claim } from './sales/Claim.js';
import { decodeWaiting, type ClaimWaiting } from './sales/Waiting.js';
import { WireReader } from './WireReader.js';

/** The command is durable and stands at `position`; `repeated` where it had happened before under the same key. */
export interface CommandDone {
  readonly ok: true;
  readonly position: Position;
  readonly repeated: boolean;
  /** Of a call about a claim: what became of it. */
  readonly claim?: Claim | undefined;
}

/** The command did not happen. */
export interface CommandRefused {
  readonly ok: false;
  /** A code of the server (`src/CrossLive.Domain/Rooms/Rejection.cs`) or a {@link ClientRefusal}. Stable: test for it. */
  readonly code: string;
  /** A sentence for people, in English. */
  readonly detail?: string | undefined;
  /** How long to wait before the same call may work, ms. */
  readonly retryInMs?: number | undefined;
  /** Of a claim that waits for its turn (`sale.waiting`): its place. */
  readonly waiting?: ClaimWaiting | undefined;
}

export type CommandAnswer = CommandDone | CommandRefused;

/** Refusals that the SDK itself gives, without having asked the server. */
export const ClientRefusal = {
  /** Too many commands wait for an answer. */
  tooMany: 'client.too-many',
  /** The connection is over and the command never left. */
  ended: 'client.ended',
  /** There was no connection for as long as a command may wait, and the command never left. */
  offline: 'client.offline',
  /** The caller did not want to wait in a sale's waiting room any more. */
  left: 'client.left',
} as const;

/** The command was sent, but no answer came: it is not known whether it happened. Sending it again with the same key is safe. */
export class CommandUnansweredError extends Error {
  override readonly name = 'CommandUnansweredError';

  constructor(readonly method: string, readonly key: string) {
    super(`No answer came to '${method}' (key ${key}): it is not known whether it happened. Send it again with the same key to find out.`);
  }
}

/** An answer of the wire. @throws WireFormatError where it does not have the protocol's form. */
export function decodeAnswer(value: unknown): CommandAnswer {
  const wire = new WireReader(value, 'answer');
  return wire.flag('ok')
    ? {
        ok: true, position: { epoch: wire.integer('e'), sequence: wire.integer('s') }, repeated: wire.flag('rep'),
        ...(wire.has('claim') && { claim: decodeClaim(wire.object('claim')) }),
      }
    : decodeRefusal(wire);
}

/** A refusal of the wire: `{ok: false, code, detail?, retry?}`. */
export function decodeRefusal(wire: WireReader): CommandRefused {
  return { ok: false, code: wire.text('code'), detail: wire.optionalText('detail'), retryInMs: wire.optionalInteger('retry'), ...(wire.has('wait') && { waiting: decodeWaiting(wire.object('wait')) }) };
}
