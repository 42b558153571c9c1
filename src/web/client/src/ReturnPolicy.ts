import { backoffMs, type BackoffLimits } from './Backoff.js';
import type { CommandRefused } from './CommandAnswer.js';
import { EndCode } from './ConnectionState.js';
import { actionFor } from './DisconnectCode.js';
import { UnauthorizedError } from './HubLink.js';
import type { Bye } from './RoomClientEvents.js';
import { TokenRefusedError } from './TokenProvider.js';

/** Come back after a wait, or stay away for good. */
export type Verdict =
  | { readonly kind: 'wait'; readonly retryInMs: number; readonly reason: string }
  | { readonly kind: 'end'; readonly code: string; readonly reason: string };

/** What a {@link ReturnPolicy} decides by. */
export interface ReturnPolicyRules {
  readonly backoff: BackoffLimits;
  /** A connection that lasted this long was a good one, ms. */
  readonly stableAfterMs: number;
  /** How many refused tokens in a row end the client. */
  readonly maxRefusedTokens: number;
  /** True where there is only one token: one that was refused or has expired then ends the client. */
  readonly tokenIsFixed: boolean;
}

/** Refusals of a join that pass: the room may be opened, the storage may get room, the process may move. */
const WAIT_FOR = new Set([
  'room.unknown', 'room.closed', 'room.unavailable', 'room.busy', 'storage.full', 'rate.viewer', 'rate.room', 'gateway.full', 'gateway.stopping',
]);

/** Decides whether and when a client comes back. Pure but for its own counts: time and randomness are given. */
export class ReturnPolicy {
  readonly #rules: ReturnPolicyRules;
  #failures = 0;
  #refusedTokens = 0;
  #liveSinceMs: number | undefined;

  constructor(rules: ReturnPolicyRules) {
    this.#rules = rules;
  }

  /** The room let the client in. */
  joined(nowMs: number): void {
    this.#refusedTokens = 0;
    this.#liveSinceMs ??= nowMs;
  }

  /** The connection ended; `bye` is what the server said before, if it did. */
  afterLoss(bye: Bye | undefined, error: Error | undefined, nowMs: number, random: number): Verdict {
    const action = actionFor(bye?.code);
    if (bye && (action === 'stay-away' || (action === 'renew-token' && this.#rules.tokenIsFixed))) {
      return { kind: 'end', code: String(bye.code), reason: bye.reason };
    }

    const reason = bye ? `${bye.code} ${bye.reason}` : (error?.message ?? 'the connection ended');
    return this.#wait(bye?.retryInMs, reason, nowMs, random);
  }

  /** A try did not come to a join, or the server does not keep the protocol. */
  afterFailure(error: Error, nowMs: number, random: number): Verdict {
    if (error instanceof TokenRefusedError) {
      return { kind: 'end', code: EndCode.tokenRefused, reason: error.message };
    }

    if (error instanceof UnauthorizedError && ++this.#refusedTokens >= (this.#rules.tokenIsFixed ? 1 : this.#rules.maxRefusedTokens)) {
      return { kind: 'end', code: EndCode.unauthorized, reason: error.message };
    }

    return this.#wait(undefined, error.message, nowMs, random);
  }

  /** The room did not let the client in. */
  afterRefusal(refusal: CommandRefused, nowMs: number, random: number): Verdict {
    return refusal.retryInMs !== undefined || WAIT_FOR.has(refusal.code)
      ? this.#wait(refusal.retryInMs, refusal.code, nowMs, random)
      : { kind: 'end', code: refusal.code, reason: refusal.detail ?? refusal.code };
  }

  #wait(serverRetryMs: number | undefined, reason: string, nowMs: number, random: number): Verdict {
    const wasStable = this.#liveSinceMs !== undefined && nowMs - this.#liveSinceMs >= this.#rules.stableAfterMs;
    this.#failures = wasStable ? 0 : this.#failures;
    this.#liveSinceMs = undefined;
    return { kind: 'wait', retryInMs: backoffMs(this.#rules.backoff, this.#failures++, serverRetryMs, random), reason };
  }
}
