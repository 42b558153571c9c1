import type { RoomEvent } from '@orleans-crosslive/client';
import type { Locale } from '../i18n/Locale';
import { chatRow, notShownText } from './chatRow';

/** Most rows in the list; the oldest goes for a new one. */
export const MAX_ROWS = 250;

/** A line that says how many messages were left out counts on until so many rows stand after it; then a new line begins. */
export const THINNED_LINE_ROWS = 20;

/** Nearer to the end than this, px, the list follows new messages. */
const FOLLOW_WITHIN_PX = 60;

/** The chat, oldest first. Follows its end until somebody scrolls up; then a pill says how much came since. */
export class ChatList {
  readonly #list: HTMLElement;
  readonly #pill: HTMLButtonElement;
  readonly #locale: Locale;
  readonly #isMine: (event: RoomEvent) => boolean;
  #events: RoomEvent[] = [];
  /** How many messages a line for left-out ones stands for, by the event that began it. */
  readonly #notShown = new WeakMap<RoomEvent, number>();
  #unseen = 0;
  #following = true;
  #lastTopPx = 0;

  constructor(list: HTMLElement, pill: HTMLButtonElement, locale: Locale, isMine: (event: RoomEvent) => boolean) {
    this.#list = list;
    this.#pill = pill;
    this.#locale = locale;
    this.#isMine = isMine;
    list.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    pill.addEventListener('click', () => this.#follow());
    new ResizeObserver(() => this.#following && this.#toEnd()).observe(list);
    locale.onChange(() => this.#rebuild());
  }

  /** Forgets everything and shows these. */
  restart(events: readonly RoomEvent[]): void {
    this.#events = events.slice(-MAX_ROWS);
    this.#rebuild();
    this.#follow();
  }

  add(events: readonly RoomEvent[]): void {
    const shown = events.filter((event) => this.#append(event));
    if (shown.length === 0) {
      return;
    }

    const surplus = this.#events.splice(0, Math.max(0, this.#events.length - MAX_ROWS)).length;
    for (let index = 0; index < surplus; index++) {
      this.#list.firstElementChild?.remove();
    }

    if (this.#following || shown.some(this.#isMine)) {
      this.#follow();
    } else {
      this.#unseen += shown.length;
      this.#showPill();
    }
  }

  /** Takes a deleted message away. */
  remove(sequence: number): void {
    const index = this.#events.findIndex((event) => event.sequence === sequence);
    if (index >= 0) {
      this.#events.splice(index, 1);
      this.#list.children[index]?.remove();
    }
  }

  #append(event: RoomEvent): boolean {
    return event.kind === 'thinned' && this.#countOn() ? false : this.#appendRow(event);
  }

  /** Counts one more left-out message on the line that is there already. @returns False where there is none near the end. */
  #countOn(): boolean {
    const begun = this.#events.slice(-THINNED_LINE_ROWS - 1).findLast((event) => event.kind === 'thinned');
    if (begun !== undefined) {
      this.#notShown.set(begun, this.#countOf(begun) + 1);
      this.#list.children[this.#events.indexOf(begun)]!.textContent = notShownText(this.#countOf(begun), this.#locale);
    }

    return begun !== undefined;
  }

  #countOf(begun: RoomEvent): number {
    return this.#notShown.get(begun) ?? 1;
  }

  #appendRow(event: RoomEvent): boolean {
    const row = chatRow(event, this.#locale, this.#isMine(event));
    if (row === undefined) {
      return false;
    }

    if (event.kind === 'thinned') {
      row.textContent = notShownText(this.#countOf(event), this.#locale);
    }

    this.#events.push(event);
    this.#list.append(row);
    return true;
  }

  #rebuild(): void {
    const events = this.#events;
    this.#events = [];
    this.#list.replaceChildren();
    events.forEach((event) => this.#appendRow(event));
    this.#showPill();
    if (this.#following) {
      this.#toEnd();
    }
  }

  #scrolled(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#list;
    if (scrollHeight - scrollTop - clientHeight <= FOLLOW_WITHIN_PX) {
      this.#following = true;
      this.#unseen = 0;
      this.#showPill();
    } else if (scrollTop < this.#lastTopPx) {
      // Only a move upwards is somebody's wish: a list that gets shorter (a pin appears above it) is far from its end, too.
      this.#following = false;
    }

    this.#lastTopPx = scrollTop;
  }

  #follow(): void {
    this.#following = true;
    this.#unseen = 0;
    this.#showPill();
    this.#toEnd();
  }

  #toEnd(): void {
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#lastTopPx = this.#list.scrollTop;
  }

  #showPill(): void {
    this.#pill.hidden = this.#unseen === 0;
    this.#pill.textContent = this.#unseen === 1
      ? this.#locale.text('newMessage')
      : this.#locale.text('newMessages', { count: this.#locale.count(this.#unseen) });
  }
}
