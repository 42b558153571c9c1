import type { Role, RoomEvent } from '@orleans-crosslive/client';

/** A line of a replay's chat, as the server tells it. */
export interface ReplayLine {
  /** Time in the recording, ms. */
  readonly atMs: number;
  readonly sequence: number;
  readonly platform: string;
  readonly name: string;
  readonly role: number;
  readonly kind: 'chat' | 'gift' | 'announce';
  readonly text: string | null;
  readonly giftId: string | null;
  readonly giftName: string | null;
  readonly quantity: number | null;
}

/** A step back, or one ahead by more than this, ms, is a jump: the list begins anew. */
export const JUMP_MS = 5_000;

/** What is shown of the chat while the picture is at a place: lines are added as it plays, and a jump begins with those before it. */
export class ReplayLines {
  readonly #events: readonly (RoomEvent & { readonly atMs: number })[];
  #atMs = -1;
  #next = 0;

  constructor(lines: readonly ReplayLine[]) {
    this.#events = lines.map(eventOf);
  }

  /** @returns What is to be shown: all of it after a jump, else what is new. */
  moveTo(atMs: number): { restart: boolean; events: readonly RoomEvent[] } {
    const restart = atMs < this.#atMs || atMs > this.#atMs + JUMP_MS;
    const from = restart ? 0 : this.#next;
    let next = from;
    while (next < this.#events.length && this.#events[next]!.atMs <= atMs) {
      next++;
    }

    [this.#atMs, this.#next] = [atMs, next];
    return { restart, events: this.#events.slice(from, next) };
  }
}

function eventOf(line: ReplayLine): RoomEvent & { readonly atMs: number } {
  const base = { epoch: 1, sequence: line.sequence, atMs: line.atMs, actor: { platform: line.platform, id: '', name: line.name, role: line.role as Role } };
  return line.kind === 'gift'
    ? { ...base, kind: 'gift', giftId: line.giftId ?? '', giftName: line.giftName ?? '', quantity: line.quantity ?? 1, combo: 1, text: line.text ?? undefined }
    : { ...base, kind: line.kind, text: line.text ?? '' };
}
