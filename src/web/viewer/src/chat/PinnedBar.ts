import type { PinnedText } from '@orleans-crosslive/client';
import { create, userText } from '../dom';
import type { Locale } from '../i18n/Locale';
import { icon } from '../icons';

/** What the operator pinned, above the chat. */
export class PinnedBar {
  readonly #element: HTMLElement;
  readonly #locale: Locale;
  #shown: PinnedText | undefined;

  constructor(element: HTMLElement, locale: Locale) {
    this.#element = element;
    this.#locale = locale;
    locale.onChange(() => this.#render());
  }

  show(pin: PinnedText | undefined): void {
    if (pin !== this.#shown) {
      this.#shown = pin;
      this.#render();
    }
  }

  #render(): void {
    const pin = this.#shown;
    this.#element.hidden = pin === undefined;
    this.#element.replaceChildren(...(pin ? [icon('pin'), create('span', 'pinned-label', this.#locale.text('pinned')), userText('pinned-text', pin.text)] : []));
  }
}
