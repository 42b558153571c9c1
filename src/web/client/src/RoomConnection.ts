import type { BackoffLimits } from './Backoff.js';
import { EndCode, type ConnectionState } from './ConnectionState.js';
import { deadline } from './deadline.js';
import type { Emitter } from './Emitter.js';
import type { HubLink, HubLinkFactory } from './HubLink.js';
import { decodeJoin } from './JoinAnswer.js';
import { ReturnPolicy, type Verdict } from './ReturnPolicy.js';
import type { Bye, RoomClientEvents } from './RoomClientEvents.js';
import type { RoomFeed } from './RoomFeed.js';
import type { Runtime } from './Runtime.js';
import type { TokenProvider } from './TokenProvider.js';
import { WireReader } from './WireReader.js';

/** How long the steps of a connection may take. All in milliseconds. */
export interface ConnectionLimits {
  /** For the token provider. */
  readonly tokenTimeoutMs: number;
  /** From the start of a connection until it stands. */
  readonly connectTimeoutMs: number;
  /** From `join` to its answer. */
  readonly joinTimeoutMs: number;
  /** From the server's `bye` until the client ends the connection itself; answers to commands may still come in between. */
  readonly byeGraceMs: number;
  /** A connection that lasted this long was a good one: the next wait begins at the shortest again. */
  readonly stableAfterMs: number;
  /** How many refused tokens in a row end the client. */
  readonly maxRefusedTokens: number;
}

export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = {
  tokenTimeoutMs: 15_000, connectTimeoutMs: 15_000, joinTimeoutMs: 15_000, byeGraceMs: 2_000, stableAfterMs: 10_000, maxRefusedTokens: 3,
};

/** How often in a row a gap is answered by joining again on the same connection without any event having passed; then it is made anew. */
const MAX_FRUITLESS_REJOINS = 3;

export interface RoomConnectionParts {
  readonly room: string;
  readonly token: TokenProvider;
  readonly links: HubLinkFactory;
  readonly feed: RoomFeed;
  readonly emitter: Emitter<RoomClientEvents>;
  readonly runtime: Runtime;
  readonly backoff: BackoffLimits;
  readonly limits: ConnectionLimits;
  /** The connection stands and the room let the client in: calls may go out on it. */
  readonly onAttached: (link: HubLink) => void;
  readonly onDetached: () => void;
  readonly onEnded: () => void;
}

/** Keeps one client in one room: connects, joins, and comes back from the last delivered position until it is told not to. */
export class RoomConnection {
  readonly #parts: RoomConnectionParts;
  readonly #policy: ReturnPolicy;
  #state: ConnectionState = { phase: 'idle' };
  #link: HubLink | undefined;
  /** Goes up with each connection, so that what belongs to an earlier one is told apart. */
  #generation = 0;
  #fruitlessRejoins = 0;
  #wasLive = false;
  #bye: Bye | undefined;
  #cancelTimer = (): void => {};
  readonly #stopping = new Set<Promise<void>>();

  constructor(parts: RoomConnectionParts) {
    this.#parts = parts;
    this.#policy = new ReturnPolicy({ backoff: parts.backoff, tokenIsFixed: parts.token.isFixed, ...parts.limits });
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Begins; a second call does nothing. */
  start(): void {
    if (this.#state.phase === 'idle') {
      void this.#connect();
    }
  }

  /** Makes the next try at once where the client is waiting for it (the device is back online, a person asks for it). */
  retryNow(): void {
    if (this.#state.phase === 'waiting') {
      this.#cancelTimer();
      void this.#connect();
    }
  }

  /** Ends for good. Resolves when every connection is down. */
  async close(): Promise<void> {
    this.#end(EndCode.closed, 'closed by the application');
    await Promise.all(this.#stopping);
  }

  async #connect(): Promise<void> {
    const { runtime, limits, token, links } = this.#parts;
    const generation = ++this.#generation;
    this.#bye = undefined;
    this.#become({ phase: this.#wasLive ? 'resuming' : 'connecting' });
    try {
      const bearer = await deadline(runtime, limits.tokenTimeoutMs, 'The token provider', token());
      if (generation !== this.#generation) {
        return;
      }

      const link = links(bearer, {
        onMessage: (name, body) => generation === this.#generation && this.#take(name, body),
        onClosed: (error) => generation === this.#generation && this.#lost(error),
      });
      this.#link = link;
      await deadline(runtime, limits.connectTimeoutMs, 'Connecting', link.start());
      if (generation === this.#generation) {
        await this.#join(link, generation);
      }
    } catch (error) {
      if (generation === this.#generation) {
        this.#failed(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  async #join(link: HubLink, generation: number): Promise<void> {
    const { room, feed, emitter, runtime, limits, onAttached } = this.#parts;
    const from = feed.position;
    feed.hold();
    const call = link.call('join', { r: room, ...(from && { e: from.epoch, s: from.sequence }) });
    const answer = decodeJoin(await deadline(runtime, limits.joinTimeoutMs, 'Joining', call));
    if (generation !== this.#generation) {
      return;
    }

    if (!answer.ok) {
      this.#follow(this.#policy.afterRefusal(answer, runtime.nowMs(), runtime.random()));
      return;
    }

    this.#policy.joined(runtime.nowMs());
    this.#wasLive = true;
    emitter.emit('joined', answer);
    feed.joined(answer.snapshot);
    this.#become({ phase: 'live' });
    // A listener may have ended the client just now.
    if (generation === this.#generation) {
      onAttached(link);
      feed.release();
    }
  }

  #take(name: 'events' | 'reset' | 'bye', body: unknown): void {
    try {
      if (name === 'bye') {
        this.#takeBye(body);
      } else if (name === 'reset') {
        this.#parts.feed.takeReset(body);
      } else {
        this.#takeEvents(body);
      }
    } catch (error) {
      this.#failed(error as Error);
    }
  }

  #takeEvents(body: unknown): void {
    const generation = this.#generation;
    const { feed } = this.#parts;
    const before = feed.stats.delivered;
    const complete = feed.takeEvents(body);
    this.#fruitlessRejoins = feed.stats.delivered > before ? 0 : this.#fruitlessRejoins;
    if (!complete && generation === this.#generation && this.#link) {
      this.#rejoin(this.#link, generation);
    }
  }

  #rejoin(link: HubLink, generation: number): void {
    if (++this.#fruitlessRejoins > MAX_FRUITLESS_REJOINS) {
      this.#failed(new Error(`Events are still missing after joining ${MAX_FRUITLESS_REJOINS} times.`));
      return;
    }

    this.#become({ phase: 'resuming' });
    this.#join(link, generation).catch((error: unknown) => {
      if (generation === this.#generation) {
        this.#failed(error as Error);
      }
    });
  }

  #takeBye(body: unknown): void {
    const wire = new WireReader(body, 'bye');
    const bye = { code: wire.integer('code'), reason: wire.optionalText('reason') ?? '', retryInMs: wire.optionalInteger('retry') };
    const generation = this.#generation;
    this.#bye = bye;
    this.#parts.emitter.emit('bye', bye);
    if (generation === this.#generation) {
      this.#cancelTimer();
      this.#cancelTimer = this.#parts.runtime.after(this.#parts.limits.byeGraceMs, () => this.#lost(undefined));
    }
  }

  /** The connection ended, by either side. */
  #lost(error: Error | undefined): void {
    const { runtime } = this.#parts;
    this.#follow(this.#policy.afterLoss(this.#bye, error, runtime.nowMs(), runtime.random()));
  }

  /** A try did not come to a join, or the server does not keep the protocol. */
  #failed(error: Error): void {
    const { emitter, runtime } = this.#parts;
    const generation = this.#generation;
    emitter.emit('error', error);
    if (generation !== this.#generation) {
      return;
    }

    if (this.#bye) {
      this.#lost(error);
    } else {
      this.#follow(this.#policy.afterFailure(error, runtime.nowMs(), runtime.random()));
    }
  }

  #follow(verdict: Verdict): void {
    if (verdict.kind === 'end') {
      this.#end(verdict.code, verdict.reason);
      return;
    }

    this.#drop();
    this.#cancelTimer = this.#parts.runtime.after(verdict.retryInMs, () => void this.#connect());
    this.#become({ phase: 'waiting', retryInMs: verdict.retryInMs, reason: verdict.reason });
  }

  #end(code: string, reason: string): void {
    if (this.#state.phase !== 'ended') {
      this.#drop();
      this.#become({ phase: 'ended', code, reason });
      this.#parts.onEnded();
    }
  }

  /** Leaves the connection behind: nothing of it is listened to from now on. */
  #drop(): void {
    this.#generation++;
    this.#cancelTimer();
    this.#fruitlessRejoins = 0;
    this.#parts.onDetached();
    const link = this.#link;
    this.#link = undefined;
    if (link) {
      const stopped = link.stop().finally(() => this.#stopping.delete(stopped));
      this.#stopping.add(stopped);
    }
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#parts.emitter.emit('connection', state);
  }
}
