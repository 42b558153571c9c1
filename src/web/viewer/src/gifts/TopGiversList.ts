import type { TopGiver } from '@orleans-crosslive/client';
import { create, userText } from '../dom';
import type { Locale } from '../i18n/Locale';
import { platformBadge } from '../platformBadge';
import { formatMoney } from './formatMoney';

/** How many are shown; the room knows ten. */
const SHOWN = 3;

/** Who gave most, in the currency in which most people are in the list. */
export class TopGiversList {
  readonly #list: HTMLElement;
  readonly #locale: Locale;
  #givers: readonly TopGiver[] = [];

  constructor(list: HTMLElement, locale: Locale) {
    this.#list = list;
    this.#locale = locale;
    locale.onChange(() => this.#render());
  }

  show(givers: readonly TopGiver[]): void {
    if (givers !== this.#givers) {
      this.#givers = givers;
      this.#render();
    }
  }

  #render(): void {
    const currencies = [...new Set(this.#givers.map((top) => top.total.currency))];
    const list = currencies.map((currency) => this.#givers.filter((top) => top.total.currency === currency))
      .reduce<readonly TopGiver[]>((best, next) => (next.length > best.length ? next : best), []);
    this.#list.hidden = list.length === 0;
    this.#list.replaceChildren(...list.slice(0, SHOWN).map((top, index) => create('li', 'top-giver', create('span', 'top-giver-place', String(index + 1)),
      platformBadge(top.platform), userText('name', top.name), create('span', 'top-giver-total', formatMoney(top.total, this.#locale.tag)))));
  }
}
