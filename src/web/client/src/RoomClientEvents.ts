import type { ConnectionState } from './ConnectionState.js';
import type { Joined, SnapshotReason } from './JoinAnswer.js';
import type { Position } from './Position.js';
import type { RoomEvent } from './RoomEvent.js';
import type { RoomState } from './RoomState.js';

/** The server says that the connection is about to end, and why. */
export interface Bye {
  /** See DisconnectCode. */
  readonly code: number;
  readonly reason: string;
  /** How long to stay away, ms. */
  readonly retryInMs?: number | undefined;
}

/** What `RoomClient.on` can listen to. */
export interface RoomClientEvents {
  /** Events in order, contiguous with those before, each exactly once. Only a `snapshot` may skip some. */
  events: readonly RoomEvent[];
  /** The state after those events, or after a snapshot. Comes after `events` and `snapshot`. */
  state: RoomState;
  /** Events were skipped, or this is the beginning: forget what was shown and start from the state. */
  snapshot: { readonly why: SnapshotReason; readonly state: RoomState };
  connection: ConnectionState;
  /** The room let the client in, for the first time or again. */
  joined: Joined;
  bye: Bye;
  /** Events were missing in what the server sent; the client joins again by itself. */
  gap: { readonly expected: number; readonly found: number; readonly last: Position };
  /** Something failed and is being dealt with (a try to connect, a frame without form): for logs. */
  error: Error;
}

/** Counts since the client was made, for tests and for looking after a client in the field. */
export interface RoomClientStats {
  /** Events given to listeners. */
  readonly delivered: number;
  /** Events that the server sent again and that were not delivered again. */
  readonly repeats: number;
  readonly gaps: number;
  readonly snapshots: number;
  /** How often the room let the client in. */
  readonly joins: number;
}
