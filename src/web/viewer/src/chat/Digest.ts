import type { Locale } from '../i18n/Locale';

/** Least time between two digests, ms. */
const INTERVAL_MS = 20_000;

/**
 * What a screen reader is told without asking: announcements at once, and now and then how many messages came.
 * Reading every message aloud would drown everything else; the list itself can be walked through.
 */
export class Digest {
  readonly #element: HTMLElement;
  readonly #locale: Locale;
  #count = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement, locale: Locale) {
    this.#element = element;
    this.#locale = locale;
  }

  announce(text: string): void {
    this.#element.textContent = text;
  }

  messages(count: number): void {
    if (count === 0) {
      return;
    }

    this.#count += count;
    this.#timer ??= setTimeout(() => {
      this.announce(this.#locale.text('digest', { count: this.#count }));
      this.#count = 0;
      this.#timer = undefined;
    }, INTERVAL_MS);
  }
}
