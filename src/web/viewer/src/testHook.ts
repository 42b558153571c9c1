import type { RoomClient, RoomEvent } from '@orleans-crosslive/client';

/** Most entries of `appliedSequences`; the oldest goes. */
const MAX_APPLIED = 20_000;

/** Read-only view for browser tests. It counts by itself, so that it can catch the SDK at a mistake. */
export interface CrossliveHook {
  /** [epoch, sequence, kind, text] of what the page was given, in order. */
  readonly appliedSequences: readonly (readonly [number, number, string, string])[];
  readonly state: Record<string, unknown>;
  readonly connection: { readonly phase: string };
  /** Events that the page was given again. Must stay 0. */
  readonly duplicates: number;
  /** Events that the page was given out of order without a snapshot between. Must stay 0. */
  readonly gaps: number;
  readonly snapshots: number;
  /** What the SDK counted: repeats it held back, gaps it mended. */
  readonly stats: Record<string, number>;
}

declare global {
  interface Window {
    crosslive: CrossliveHook;
  }
}

export function installTestHook(client: RoomClient): void {
  const applied: [number, number, string, string][] = [];
  let last: number | undefined;
  let duplicates = 0;
  let gaps = 0;
  let snapshots = 0;
  client.on('snapshot', ({ state }) => {
    last = state.position.sequence;
    snapshots++;
  });
  client.on('events', (events) => {
    for (const event of events) {
      duplicates += last !== undefined && event.sequence <= last ? 1 : 0;
      gaps += last !== undefined && event.sequence > last + 1 ? 1 : 0;
      last = event.sequence;
      applied.push([event.epoch, event.sequence, event.kind, textOf(event)]);
    }

    applied.splice(0, applied.length - MAX_APPLIED);
  });
  window.crosslive = Object.freeze({
    get appliedSequences() {
      return applied.slice();
    },
    get state() {
      const { likes, viewers, ...state } = client.state;
      return { ...state, likes: Object.fromEntries(likes), viewers: Object.fromEntries(viewers) };
    },
    get connection() {
      return client.connection;
    },
    get duplicates() {
      return duplicates;
    },
    get gaps() {
      return gaps;
    },
    get snapshots() {
      return snapshots;
    },
    get stats() {
      return { ...client.stats };
    },
  });
}

function textOf(event: RoomEvent): string {
  return 'text' in event ? (event.text ?? '') : 'title' in event ? event.title : '';
}
