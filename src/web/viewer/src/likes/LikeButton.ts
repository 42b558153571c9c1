import type { RoomClient } from '@orleans-crosslive/client';
import type { Notice } from '../chat/Notice';
import type { Locale } from '../i18n/Locale';
import type { FloatingHearts } from './FloatingHearts';

/** The like button with the total of all platforms. Tapping fast is fine: the client merges taps into few calls. */
export class LikeButton {
  readonly #button: HTMLButtonElement;
  readonly #label: HTMLElement;
  readonly #locale: Locale;
  readonly #hearts: FloatingHearts;
  #total: number | undefined;

  constructor(button: HTMLButtonElement, label: HTMLElement, client: RoomClient, hearts: FloatingHearts, notice: Notice, locale: Locale) {
    this.#button = button;
    this.#label = label;
    this.#locale = locale;
    this.#hearts = hearts;
    button.addEventListener('click', () => {
      hearts.rise(1);
      void notice.follow(client.like());
    });
    locale.onChange(() => this.#render());
  }

  show(total: number): void {
    if (total !== this.#total) {
      this.#hearts.rise(Math.max(0, total - (this.#total ?? total)));
      this.#total = total;
      this.#render();
    }
  }

  #render(): void {
    const count = this.#locale.count(this.#total ?? 0);
    this.#label.textContent = count;
    this.#button.setAttribute('aria-label', this.#locale.text('like', { count }));
  }
}
