import { create } from '../dom';
import type { Locale } from '../i18n/Locale';
import { icon } from '../icons';
import { platformBadge, platformName } from '../platformBadge';

/** Most platforms that are shown one by one, those with most viewers first; all are in the total. */
const MAX_SHOWN = 6;

/** How many are watching, in all and by platform. */
export class ViewerCounts {
  readonly #list: HTMLElement;
  readonly #locale: Locale;
  #viewers: ReadonlyMap<string, number> = new Map();
  #total = 0;

  constructor(list: HTMLElement, locale: Locale) {
    this.#list = list;
    this.#locale = locale;
    locale.onChange(() => this.#render());
  }

  show(viewers: ReadonlyMap<string, number>, total: number): void {
    if (viewers !== this.#viewers) {
      this.#viewers = viewers;
      this.#total = total;
      this.#render();
    }
  }

  #render(): void {
    const most = [...this.#viewers].filter(([, count]) => count > 0).sort((one, other) => other[1] - one[1]).slice(0, MAX_SHOWN);
    this.#list.replaceChildren(this.#totalItem(), ...most.map(([platform, count]) => this.#item(platform, count)));
  }

  #totalItem(): HTMLElement {
    const count = this.#locale.count(this.#total);
    const item = create('li', 'viewers viewers-total', icon('eye'), create('span', 'viewers-count', count), create('span', 'viewers-name', this.#locale.text('watching')));
    item.title = this.#locale.text('viewersTotal', { count });
    item.setAttribute('aria-label', item.title);
    return item;
  }

  #item(platform: string, count: number): HTMLElement {
    const text = this.#locale.count(count);
    const item = create('li', 'viewers', platformBadge(platform), create('span', 'viewers-count', text), create('span', 'viewers-name', platformName(platform)),
      create('span', 'viewers-share'));
    item.style.setProperty('--share', `${Math.round((100 * count) / this.#total)}%`);
    item.title = this.#locale.text('viewersOn', { count: text, platform: platformName(platform) });
    return item;
  }
}
