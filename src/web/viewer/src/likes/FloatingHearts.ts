import { create } from '../dom';
import { icon } from '../icons';

/** Most hearts in the air; more are left out. */
const MAX_HEARTS = 24;

/** Most hearts that one change of the total sets free. */
const MAX_PER_CHANGE = 6;

const COLOURS = 5;

/** Hearts that rise over the picture. None where the person wants less motion or the tab is hidden. */
export class FloatingHearts {
  readonly #stage: HTMLElement;
  readonly #lessMotion = matchMedia('(prefers-reduced-motion: reduce)');

  constructor(stage: HTMLElement) {
    this.#stage = stage;
  }

  rise(count: number): void {
    const free = MAX_HEARTS - this.#stage.childElementCount;
    const hearts = document.hidden || this.#lessMotion.matches ? 0 : Math.min(count, MAX_PER_CHANGE, free);
    for (let index = 0; index < hearts; index++) {
      this.#one(index * 110);
    }
  }

  #one(delayMs: number): void {
    const heart = create('span', `heart heart-${Math.floor(Math.random() * COLOURS)}`, icon('heart'));
    this.#stage.append(heart);
    const swayPx = (Math.random() - 0.5) * 90;
    const flight = heart.animate([
      { transform: 'translate(0, 0) scale(0.3)', opacity: 0 },
      { transform: `translate(${-swayPx * 0.4}px, -40px) scale(1.1)`, opacity: 1, offset: 0.15 },
      { transform: `translate(${swayPx}px, -150px) scale(1)`, opacity: 0.9, offset: 0.6 },
      { transform: `translate(${swayPx * 0.3}px, -260px) scale(0.9)`, opacity: 0 },
    ], { duration: 2_200 + Math.random() * 900, delay: delayMs, easing: 'ease-out', fill: 'both' });
    flight.onfinish = () => heart.remove();
  }
}
