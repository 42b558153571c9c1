import type { MessageEvent } from '@orleans-crosslive/client';
import { create, userText } from '../dom';
import { DanmakuLanes } from './DanmakuLanes';

/** Height of a lane, px; must fit the line height in stage.css. */
const LANE_PX = 38;

/** Longer texts are cut in the overlay; the chat list has the whole text. */
const MAX_CHARACTERS = 48;

/** Chat that flies over the upper part of the picture (how much of it, stage.css says). Nothing flies while the tab is hidden, where the person wants less motion, or when switched off. */
export class DanmakuOverlay {
  readonly #stage: HTMLElement;
  readonly #lanes = new DanmakuLanes();
  readonly #flying = new Map<number, HTMLElement>();
  readonly #lessMotion = matchMedia('(prefers-reduced-motion: reduce)');
  #on = true;

  constructor(stage: HTMLElement) {
    this.#stage = stage;
    // Without a picture nobody sees them, and timers of hidden tabs run so slowly that all would come at once on return.
    document.addEventListener('visibilitychange', () => document.hidden && this.clear());
  }

  get on(): boolean {
    return this.#on;
  }

  set on(on: boolean) {
    this.#on = on;
    if (!on) {
      this.clear();
    }
  }

  show(message: MessageEvent, isMine: boolean): void {
    if (!this.#on || document.hidden || this.#lessMotion.matches || !message.text) {
      return;
    }

    const element = create('div', `flying flying-${message.kind}${isMine ? ' flying-mine' : ''}`, userText('', shorten(message.text)));
    this.#stage.append(element);
    const stagePx = this.#stage.clientWidth;
    const lanes = Math.max(1, Math.floor(this.#stage.clientHeight / LANE_PX));
    const placement = this.#lanes.place(performance.now(), element.offsetWidth, stagePx, lanes);
    if (placement === undefined) {
      element.remove();
      return;
    }

    this.#fly(message.sequence, element, stagePx, placement.lane * LANE_PX, placement.durationMs);
  }

  /** Takes a deleted message off the screen. */
  remove(sequence: number): void {
    this.#flying.get(sequence)?.remove();
    this.#flying.delete(sequence);
  }

  clear(): void {
    this.#flying.forEach((element) => element.remove());
    this.#flying.clear();
    this.#lanes.clear();
  }

  #fly(sequence: number, element: HTMLElement, stagePx: number, topPx: number, durationMs: number): void {
    this.#flying.set(sequence, element);
    const flight = element.animate(
      [{ transform: `translate(${stagePx}px, ${topPx}px)` }, { transform: `translate(${-element.offsetWidth}px, ${topPx}px)` }],
      { duration: durationMs, easing: 'linear', fill: 'both' });
    flight.onfinish = () => this.remove(sequence);
  }
}

function shorten(text: string): string {
  const characters = Array.from(text.replace(/\s+/g, ' '));
  return characters.length <= MAX_CHARACTERS ? characters.join('') : characters.slice(0, MAX_CHARACTERS - 1).join('') + '…';
}
