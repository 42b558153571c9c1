import { ClientRefusal, CommandUnansweredError, decodeAnswer, type CommandAnswer, type CommandRefused } from './CommandAnswer.js';
import type { Runtime } from './Runtime.js';
import type { ClaimWaiting } from './sales/Waiting.js';

/** How long and how often a command is tried. */
export interface CommandLimits {
  /** Most commands that wait for an answer; one more is refused with `client.too-many`. */
  readonly maxPending: number;
  /** Longest wait for one try's answer on a standing connection, ms; then it is sent again with the same key. */
  readonly answerTimeoutMs: number;
  /** Most tries of one command. */
  readonly maxTries: number;
  /** Longest time from the call to the answer, ms, connected or not. */
  readonly deadlineMs: number;
}

export const DEFAULT_COMMAND_LIMITS: CommandLimits = { maxPending: 200, answerTimeoutMs: 10_000, maxTries: 5, deadlineMs: 45_000 };

/** Sends one call on the connection that stands; rejects where that ends first. */
export type Send = (method: string, argument: object) => Promise<unknown>;

/** Refusals that mean "not now": the same key is tried again by the outbox. */
const TRANSIENT = new Set(['room.unavailable', 'room.busy', 'join.required', 'gateway.stopping', 'gateway.full', 'sale.busy']);

/** Refusals that are given before keys are looked at: after a try without an answer they do not say that the command never happened. */
const BLIND = new Set(['rate.viewer', 'rate.room']);

/** Wait before the next try on a standing connection where the server does not say, ms. */
const RETRY_MS = 500;

/** Who waits in a sale's waiting room comes again as long after it was asked to as a part of that time, at random: so that not all come at once. */
const WAITING_JITTER = 0.2;

/** For commands that may have to wait in a sale's waiting room. */
export interface WaitOptions {
  /** Told each time that the server says how far it is. */
  readonly onWaiting?: ((waiting: ClaimWaiting) => void) | undefined;
  /** Ends the waiting: the command is answered `client.left`, or with what came of it meanwhile. */
  readonly signal?: AbortSignal | undefined;
}

interface Pending {
  readonly method: string;
  readonly argument: object;
  readonly key: string;
  readonly settle: (outcome: CommandAnswer | Error) => void;
  tries: number;
  /** True once a try left whose answer never came: the command may have happened. */
  unanswered: boolean;
  inFlight: boolean;
  lastRefusal: CommandRefused | undefined;
  cancelTimer: () => void;
  restartDeadline: () => void;
  readonly wait: WaitOptions;
}

/**
 * Commands on their way. Each keeps its key through every try, so that it happens once however often it is sent, and its promise settles once.
 * Tries are bounded in number and time (see {@link CommandLimits}).
 */
export class CommandOutbox {
  readonly #runtime: Runtime;
  readonly #limits: CommandLimits;
  readonly #pending = new Set<Pending>();
  #send: Send | undefined;
  #ended = false;

  constructor(runtime: Runtime, limits: CommandLimits) {
    this.#runtime = runtime;
    this.#limits = limits;
  }

  /** Joined: everything that waits is sent, in the order of the calls. */
  attach(send: Send): void {
    this.#send = send;
    for (const pending of [...this.#pending]) {
      this.#try(pending);
    }
  }

  /** The connection is gone: what was on its way is sent again after the next {@link attach}. */
  detach(): void {
    this.#send = undefined;
    for (const pending of this.#pending) {
      pending.unanswered ||= pending.inFlight;
      pending.inFlight = false;
    }
  }

  /** No connection will come any more. */
  end(): void {
    this.#ended = true;
    this.#send = undefined;
    for (const pending of [...this.#pending]) {
      this.#giveUp(pending, ClientRefusal.ended);
    }
  }

  /**
   * Sends a command as soon as there is a connection.
   * @returns What the server answered, or a {@link ClientRefusal}: in both cases it is known whether it happened.
   * @throws CommandUnansweredError where that is not known.
   */
  submit(method: string, fields: object, key: string = this.#runtime.newKey(), wait: WaitOptions = {}): Promise<CommandAnswer> {
    if (this.#ended) {
      return Promise.resolve({ ok: false, code: ClientRefusal.ended });
    }

    if (this.#pending.size >= this.#limits.maxPending) {
      return Promise.resolve({ ok: false, code: ClientRefusal.tooMany, retryInMs: this.#limits.answerTimeoutMs });
    }

    return new Promise((resolve, reject) => this.#admit(method, { k: key, ...fields }, key, wait, resolve, reject));
  }

  #admit(method: string, argument: object, key: string, wait: WaitOptions, resolve: (answer: CommandAnswer) => void, reject: (error: Error) => void): void {
    const startDeadline = (): (() => void) => this.#runtime.after(this.#limits.deadlineMs, () => this.#giveUp(pending, ClientRefusal.offline));
    let cancelDeadline = startDeadline();
    const leave = (): void => this.#leave(pending);
    const pending: Pending = {
      restartDeadline: () => {
        cancelDeadline();
        cancelDeadline = startDeadline();
      },
      wait, method, argument, key, tries: 0, unanswered: false, inFlight: false, lastRefusal: undefined, cancelTimer: () => {},
      settle: (outcome) => {
        if (this.#pending.delete(pending)) {
          cancelDeadline();
          pending.cancelTimer();
          wait.signal?.removeEventListener('abort', leave);
          outcome instanceof Error ? reject(outcome) : resolve(outcome);
        }
      },
    };
    this.#pending.add(pending);
    wait.signal?.addEventListener('abort', leave);
    this.#try(pending);
    if (wait.signal?.aborted) {
      leave();
    }
  }

  #try(pending: Pending): void {
    const send = this.#send;
    if (send === undefined || pending.inFlight || !this.#pending.has(pending)) {
      return;
    }

    if (pending.tries >= this.#limits.maxTries) {
      this.#giveUp(pending, ClientRefusal.offline);
      return;
    }

    pending.cancelTimer();
    pending.tries++;
    pending.inFlight = true;
    const attempt = pending.tries;
    pending.cancelTimer = this.#runtime.after(this.#limits.answerTimeoutMs, () => this.#missed(pending, attempt));
    send(pending.method, pending.argument).then(decodeAnswer).then(
      (answer) => this.#answered(pending, attempt, answer),
      () => this.#missed(pending, attempt),
    );
  }

  #answered(pending: Pending, attempt: number, answer: CommandAnswer): void {
    if (!answer.ok && answer.code === 'sale.waiting') {
      if (attempt === pending.tries && this.#pending.has(pending)) {
        this.#wait(pending, answer);
      }
    } else if (answer.ok || !(TRANSIENT.has(answer.code) || (pending.unanswered && BLIND.has(answer.code)))) {
      pending.settle(answer);
    } else if (attempt === pending.tries) {
      pending.lastRefusal = answer;
      this.#tryLater(pending, answer.retryInMs ?? RETRY_MS);
    }
  }

  /** It has a place and its turn comes: waiting is no failed try, and takes as long as it takes. */
  #wait(pending: Pending, answer: CommandRefused): void {
    pending.tries = 0;
    // From now on it may be decided at any time, whether it is asked for or not.
    pending.unanswered = true;
    pending.lastRefusal = answer;
    pending.restartDeadline();
    if (pending.wait.signal?.aborted) {
      pending.settle({ ok: false, code: ClientRefusal.left });
      return;
    }

    this.#tryLater(pending, (answer.retryInMs ?? RETRY_MS) * (1 + WAITING_JITTER * this.#runtime.random()));
    if (answer.waiting) {
      try {
        pending.wait.onWaiting?.(answer.waiting);
      } catch (error) {
        this.#runtime.reportError(error);
      }
    }
  }

  /** A try that is on its way may bring the claim's own answer: that is waited for. */
  #leave(pending: Pending): void {
    if (!pending.inFlight) {
      pending.settle({ ok: false, code: ClientRefusal.left });
    }
  }

  /** No answer came to a try: in time, before the connection ended, or because the server failed. */
  #missed(pending: Pending, attempt: number): void {
    if (attempt === pending.tries && this.#pending.has(pending)) {
      pending.unanswered = true;
      this.#tryLater(pending, RETRY_MS);
    }
  }

  #tryLater(pending: Pending, delayMs: number): void {
    pending.inFlight = false;
    pending.cancelTimer();
    pending.cancelTimer = this.#runtime.after(delayMs, () => this.#try(pending));
  }

  #giveUp(pending: Pending, code: string): void {
    const mayHaveHappened = pending.unanswered || pending.inFlight;
    pending.settle(mayHaveHappened ? new CommandUnansweredError(pending.method, pending.key) : (pending.lastRefusal ?? { ok: false, code }));
  }
}
