import { DEFAULT_BACKOFF, type BackoffLimits } from './Backoff.js';
import { ClockProber, DEFAULT_CLOCK_LIMITS, type ClockLimits } from './ClockProber.js';
import type { ClockEstimate } from './ClockSync.js';
import type { CommandAnswer } from './CommandAnswer.js';
import { CommandOutbox, DEFAULT_COMMAND_LIMITS, type CommandLimits } from './CommandOutbox.js';
import type { ConnectionState } from './ConnectionState.js';
import { Emitter } from './Emitter.js';
import type { HubLink, HubLinkFactory } from './HubLink.js';
import type { CatalogGift, Joined } from './JoinAnswer.js';
import { LIKE_WINDOW_MS, LikeBatcher } from './LikeBatcher.js';
import type { Position } from './Position.js';
import type { RoomClientEvents, RoomClientStats } from './RoomClientEvents.js';
import { RoomCommands } from './RoomCommands.js';
import { DEFAULT_CONNECTION_LIMITS, RoomConnection, type ConnectionLimits } from './RoomConnection.js';
import type { Person } from './RoomEvent.js';
import { RoomFeed } from './RoomFeed.js';
import type { RoomState } from './RoomState.js';
import { SYSTEM_RUNTIME, type Runtime } from './Runtime.js';
import { SalePhase } from './sales/Sale.js';
import { waitForServerTime } from './sales/waitForServerTime.js';
import { signalRLinks } from './SignalRLink.js';
import { tokenProvider, type TokenSource } from './TokenProvider.js';

export interface RoomClientOptions {
  /** The server's base address, such as "https://live.example". */
  readonly url: string;
  readonly room: string;
  /** A token, or a function that is asked for one before every connection. */
  readonly token: TokenSource;
  /** Default "json". MessagePack is smaller on the wire. */
  readonly protocol?: 'json' | 'messagepack';
  readonly backoff?: Partial<BackoffLimits>;
  readonly connection?: Partial<ConnectionLimits>;
  readonly commands?: Partial<CommandLimits>;
  readonly clock?: Partial<ClockLimits>;
  /** Likes within this time go out as one call, ms. Default {@link LIKE_WINDOW_MS}. */
  readonly likeWindowMs?: number;
  /** A server that is silent for this long is taken for dead, ms. Default 30,000. */
  readonly serverTimeoutMs?: number;
  /** For tests: virtual clock, timers and randomness. */
  readonly runtime?: Runtime;
  /** For tests: another way to the server than SignalR. */
  readonly links?: HubLinkFactory;
}

const SERVER_TIMEOUT_MS = 30_000;
const REFUSAL_PROBE_TIMEOUT_MS = 5_000;

/**
 * One person in one room: joins, stays in through disconnects without missing or repeating an event, and sends commands that happen once.
 * `connect()` begins; `on(…)` listens; `close()` ends for good.
 */
export class RoomClient extends RoomCommands {
  readonly #emitter: Emitter<RoomClientEvents>;
  readonly #feed: RoomFeed;
  readonly #connection: RoomConnection;
  readonly #prober: ClockProber;
  readonly #runtime: Runtime;
  readonly #likes: LikeBatcher;
  #joined: Joined | undefined;

  constructor(options: RoomClientOptions) {
    const runtime = options.runtime ?? SYSTEM_RUNTIME;
    const outbox = new CommandOutbox(runtime, { ...DEFAULT_COMMAND_LIMITS, ...options.commands });
    super((method, fields, key, wait) => outbox.submit(method, fields, key, wait));
    this.#runtime = runtime;
    this.#emitter = new Emitter((error) => runtime.reportError(error));
    this.#feed = new RoomFeed(this.#emitter);
    this.#prober = new ClockProber(runtime, { ...DEFAULT_CLOCK_LIMITS, ...options.clock });
    this.#likes = new LikeBatcher(runtime, options.likeWindowMs ?? LIKE_WINDOW_MS, (n) => outbox.submit('like', { n }));
    this.#connection = new RoomConnection({
      room: options.room,
      token: tokenProvider(options.token),
      links: options.links ?? defaultLinks(options),
      feed: this.#feed,
      emitter: this.#emitter,
      runtime,
      backoff: { ...DEFAULT_BACKOFF, ...options.backoff },
      limits: { ...DEFAULT_CONNECTION_LIMITS, ...options.connection },
      onAttached: (link) => attach(link, outbox, this.#prober),
      onDetached: () => {
        outbox.detach();
        this.#prober.detach();
      },
      onEnded: () => outbox.end(),
    });
    this.#emitter.on('joined', (joined) => {
      this.#joined = joined;
    });
    this.#emitter.on('state', ({ sales }) => this.#prober.expect(sales.filter((sale) => sale.phase === SalePhase.armed).map((sale) => sale.opensAtMs)));
  }

  /** Where the connection stands. */
  get connection(): ConnectionState {
    return this.#connection.state;
  }

  /** What the room looks like after the last delivered event. */
  get state(): RoomState {
    return this.#feed.state;
  }

  /** The last delivered event; undefined before the first join. */
  get position(): Position | undefined {
    return this.#feed.position;
  }

  /** Who the server takes this client for; undefined before the first join. */
  get me(): Person | undefined {
    return this.#joined?.me;
  }

  /** What can be given; empty before the first join. */
  get gifts(): readonly CatalogGift[] {
    return this.#joined?.gifts ?? [];
  }

  get stats(): RoomClientStats {
    return this.#feed.stats;
  }

  /** Listens. The answer takes the listener away again. */
  on<Name extends keyof RoomClientEvents>(name: Name, listener: (value: RoomClientEvents[Name]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  /**
   * Begins. Resolves when the room let the client in for the first time; from then on it comes back by itself.
   * Rejects where the client ended before that. Need not be awaited: `connection` events tell the same.
   */
  connect(): Promise<void> {
    const live = new Promise<void>((resolve, reject) => {
      const settle = (state: ConnectionState): void => {
        if (state.phase === 'live') {
          resolve();
        } else if (state.phase === 'ended') {
          reject(new Error(`The connection ended: ${state.code} (${state.reason})`));
        } else {
          return;
        }

        stopListening();
      };
      const stopListening = this.#emitter.on('connection', settle);
      settle(this.connection);
    });
    live.catch(() => {});
    this.#connection.start();
    return live;
  }

  /** Makes the next try at once where the client is waiting for it: call it when the device is back online. */
  retryNow(): void {
    this.#connection.retryNow();
  }

  /** Ends for good. Commands that were never sent are refused with `client.ended`. Resolves when the connection is down. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  /** Likes, merged with others of the next half second into one call. */
  like(count = 1): Promise<CommandAnswer> {
    return this.#likes.add(count);
  }

  /** The server's clock now, ms since 1970 UTC; undefined before the first answer of a probe. */
  serverNow(): number | undefined {
    return this.#prober.clock.serverTime(this.#runtime.nowMs());
  }

  /**
   * Calls back once the server's clock has come to an instant, as well as it is known here: never before. It follows better comparisons of clocks
   * on the way. Needs nothing from the server at the instant itself.
   * @param unixMs ms since 1970 UTC.
   * @returns Cancels.
   */
  atServerTime(unixMs: number, callback: () => void): () => void {
    return waitForServerTime(this.#runtime, () => this.serverNow(), unixMs, callback);
  }

  /** How well the server's clock is known. */
  get clock(): ClockEstimate | undefined {
    return this.#prober.clock.estimate(this.#runtime.nowMs());
  }
}

function attach(link: HubLink, outbox: CommandOutbox, prober: ClockProber): void {
  const send = (method: string, argument: object): Promise<unknown> => link.call(method, argument);
  outbox.attach(send);
  prober.attach(send, (method, argument) => link.notify(method, argument));
}

function defaultLinks(options: RoomClientOptions): HubLinkFactory {
  return signalRLinks({
    url: options.url,
    protocol: options.protocol ?? 'json',
    serverTimeoutMs: options.serverTimeoutMs ?? SERVER_TIMEOUT_MS,
    refusalProbeTimeoutMs: REFUSAL_PROBE_TIMEOUT_MS,
  });
}
