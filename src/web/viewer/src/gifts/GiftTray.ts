import type { CatalogGift, RoomClient } from '@orleans-crosslive/client';
import type { Notice } from '../chat/Notice';
import { create, userText } from '../dom';
import type { Locale } from '../i18n/Locale';
import { icon } from '../icons';
import { formatMoney } from './formatMoney';
import { giftGlyph } from './giftGlyph';

const QUANTITIES = [1, 10, 66, 520] as const;

/** The catalog. A tap on a gift gives it, as often as is chosen. */
export class GiftTray {
  readonly #dialog: HTMLDialogElement;
  readonly #button: HTMLButtonElement;
  readonly #client: RoomClient;
  readonly #notice: Notice;
  readonly #locale: Locale;
  #quantity = 1;

  constructor(dialog: HTMLDialogElement, button: HTMLButtonElement, client: RoomClient, notice: Notice, locale: Locale) {
    this.#dialog = dialog;
    this.#button = button;
    this.#client = client;
    this.#notice = notice;
    this.#locale = locale;
    button.addEventListener('click', () => this.#toggle());
    dialog.addEventListener('close', () => button.setAttribute('aria-expanded', 'false'));
    // A tap beside the tray: on the dialog's backdrop, which belongs to the dialog itself.
    dialog.addEventListener('click', (click) => click.target === dialog && dialog.close());
    locale.onChange(() => dialog.open && this.#render());
  }

  #toggle(): void {
    if (this.#dialog.open) {
      this.#dialog.close();
    } else {
      this.#render();
      this.#dialog.showModal();
      this.#button.setAttribute('aria-expanded', 'true');
    }
  }

  #render(): void {
    const gifts = this.#client.gifts;
    const close = create('button', 'icon-button', icon('close'));
    close.type = 'button';
    close.setAttribute('aria-label', this.#locale.text('close'));
    close.addEventListener('click', () => this.#dialog.close());
    const body = gifts.length > 0 ? create('div', 'gift-grid', ...gifts.map((gift) => this.#card(gift))) : create('p', 'gift-none', this.#locale.text('noGifts'));
    this.#dialog.replaceChildren(create('div', 'gift-panel',
      create('div', 'gift-head', create('h2', '', this.#locale.text('giftTray')), close), body, this.#quantities()));
  }

  #card(gift: CatalogGift): HTMLElement {
    const card = create('button', 'gift-card', create('span', 'gift-glyph', giftGlyph(gift.id, gift.name)), userText('gift-name', gift.name),
      create('span', 'gift-price', formatMoney(gift.price, this.#locale.tag)));
    card.type = 'button';
    card.addEventListener('click', () => void this.#give(gift));
    return card;
  }

  #quantities(): HTMLElement {
    const group = create('fieldset', 'gift-quantities', create('legend', '', this.#locale.text('quantity')));
    for (const quantity of QUANTITIES) {
      const choice = create('button', 'quantity', `×${quantity}`);
      choice.type = 'button';
      choice.setAttribute('aria-pressed', String(quantity === this.#quantity));
      choice.addEventListener('click', () => {
        this.#quantity = quantity;
        group.querySelectorAll('button').forEach((other) => other.setAttribute('aria-pressed', String(other === choice)));
      });
      group.append(choice);
    }

    return group;
  }

  async #give(gift: CatalogGift): Promise<void> {
    this.#dialog.close();
    if (await this.#notice.follow(this.#client.gift(gift.id, this.#quantity))) {
      this.#notice.say(this.#locale.text('giftSent'));
    }
  }
}
