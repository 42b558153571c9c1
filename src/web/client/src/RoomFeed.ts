import { decodeEvent } from './decodeEvent.js';
import type { Emitter } from './Emitter.js';
import type { SnapshotReason } from './JoinAnswer.js';
import type { Position } from './Position.js';
import type { RoomClientEvents, RoomClientStats } from './RoomClientEvents.js';
import type { RoomEvent } from './RoomEvent.js';
import { applyEvents, EMPTY_ROOM, fromView, type RoomState } from './RoomState.js';
import { decodeView, type RoomView } from './RoomView.js';
import { SequenceGate } from './SequenceGate.js';
import { WireReader } from './WireReader.js';

/** Most events that are held while a join is on its way: the server's history window, twice. More is a server that does not keep the protocol. */
const MAX_HELD_EVENTS = 10_000;

interface Reset {
  readonly why: SnapshotReason;
  readonly view: RoomView;
}

/**
 * Makes the state and the listeners' events out of what the server sends, across connections.
 * While a join is on its way frames are held: SignalR may hand over the first frames before the join's answer, and frames of the
 * connection's earlier subscription may come before it, too.
 */
export class RoomFeed {
  readonly #emitter: Emitter<RoomClientEvents>;
  readonly #gate = new SequenceGate();
  #state: RoomState = EMPTY_ROOM;
  #held: RoomEvent[] | undefined;
  #heldReset: Reset | undefined;
  #stats = { delivered: 0, repeats: 0, gaps: 0, snapshots: 0, joins: 0 };

  constructor(emitter: Emitter<RoomClientEvents>) {
    this.#emitter = emitter;
  }

  get state(): RoomState {
    return this.#state;
  }

  get stats(): RoomClientStats {
    return { ...this.#stats };
  }

  /** The last event that was delivered; undefined before the first snapshot. */
  get position(): Position | undefined {
    return this.#gate.hasPosition ? this.#gate.last : undefined;
  }

  /** A join is on its way: hold what comes. */
  hold(): void {
    this.#held = [];
    this.#heldReset = undefined;
  }

  /** The join was answered: start from its snapshot, if it has one. Then {@link release}. */
  joined(snapshot: Reset | undefined): void {
    this.#stats.joins++;
    if (snapshot) {
      this.#restart(snapshot);
    }
  }

  /** Delivers what was held. What does not follow is from before the join and comes again: the server sends everything after the position. */
  release(): void {
    const events = (this.#held ?? []).sort((one, other) => one.sequence - other.sequence);
    const reset = this.#heldReset;
    this.#held = undefined;
    this.#heldReset = undefined;
    if (reset && reset.view.position.sequence > this.#gate.last.sequence) {
      this.#restart(reset);
    }

    this.#deliver(this.#gate.accept(events).deliver);
  }

  /**
   * Takes an `events` frame.
   * @returns False where events are missing: the client has to join again.
   * @throws WireFormatError where the frame does not have the protocol's form; nothing of it was delivered.
   */
  takeEvents(body: unknown): boolean {
    const wire = new WireReader(body, 'events');
    const epoch = wire.integer('e');
    const events = wire.list('v').map((event) => decodeEvent(epoch, event));
    if (this.#held) {
      if (this.#held.length + events.length > MAX_HELD_EVENTS) {
        throw new Error(`More than ${MAX_HELD_EVENTS} events came while a join was on its way.`);
      }

      this.#held.push(...events);
      return true;
    }

    const last = this.#gate.last;
    const { deliver, repeats, gap } = this.#gate.accept(events);
    this.#stats.repeats += repeats;
    this.#deliver(deliver);
    if (gap) {
      this.#stats.gaps++;
      this.#emitter.emit('gap', { ...gap, last: deliver.at(-1) ?? last });
    }

    return gap === undefined;
  }

  /** Takes a `reset`. @throws WireFormatError where it does not have the protocol's form. */
  takeReset(body: unknown): void {
    const wire = new WireReader(body, 'reset');
    const position = { epoch: wire.integer('e'), sequence: wire.integer('s') };
    const reset = { why: wire.text('why'), view: decodeView(position, wire.object('view')) };
    if (this.#held) {
      this.#heldReset = reset;
    } else if (position.sequence >= this.#gate.last.sequence) {
      // One that lies behind what was delivered would show events twice; the frames after it are repeats until they catch up.
      this.#restart(reset);
    }
  }

  #restart({ why, view }: Reset): void {
    this.#gate.startAfter(view.position);
    this.#state = fromView(view);
    this.#stats.snapshots++;
    const state = this.#state;
    this.#emitter.emit('snapshot', { why, state });
    this.#emitter.emit('state', state);
  }

  #deliver(events: readonly RoomEvent[]): void {
    if (events.length > 0) {
      this.#state = applyEvents(this.#state, events);
      this.#stats.delivered += events.length;
      this.#emitter.emit('events', events);
      this.#emitter.emit('state', this.#state);
    }
  }
}
