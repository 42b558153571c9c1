import { create, userText } from '../dom';
import { icon } from '../icons';

/** How long an announcement stays over the picture, ms. It stays in the chat list for good. */
const STAY_MS = 10_000;

/** The operator's newest announcement, over the picture. */
export class AnnouncementBanner {
  readonly #element: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  show(text: string): void {
    clearTimeout(this.#timer);
    this.#element.replaceChildren(icon('megaphone'), create('p', '', userText('', text)));
    this.#element.hidden = false;
    this.#timer = setTimeout(() => {
      this.#element.hidden = true;
    }, STAY_MS);
  }
}
