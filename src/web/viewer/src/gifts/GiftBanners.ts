import type { GiftEvent } from '@orleans-crosslive/client';
import { create, userText } from '../dom';
import type { Locale } from '../i18n/Locale';
import { platformBadge } from '../platformBadge';
import { formatMoney } from './formatMoney';
import { giftGlyph } from './giftGlyph';

/** Most banners at once; the one that is longest without news gives way. */
const MAX_BANNERS = 3;

/** How long a banner stays after its last gift, ms. */
const STAY_MS = 5_000;

interface Banner {
  readonly element: HTMLElement;
  readonly combo: HTMLElement;
  readonly subtitle: HTMLElement;
  timer: ReturnType<typeof setTimeout>;
}

/** Gifts over the picture. The next gift of a running combo counts its banner up instead of adding one. */
export class GiftBanners {
  readonly #list: HTMLElement;
  readonly #locale: Locale;
  readonly #banners = new Map<string, Banner>();

  constructor(list: HTMLElement, locale: Locale) {
    this.#list = list;
    this.#locale = locale;
  }

  show(gift: GiftEvent): void {
    const key = JSON.stringify([gift.actor?.platform, gift.actor?.id, gift.giftId]);
    const running = this.#banners.get(key);
    const banner = running ?? this.#add(gift);
    banner.combo.textContent = `×${this.#locale.count(gift.combo)}`;
    clearTimeout(banner.timer);
    banner.timer = setTimeout(() => this.#remove(key), STAY_MS);
    // Last in the map = newest news.
    this.#banners.delete(key);
    this.#banners.set(key, banner);
    if (running) {
      // The worth of one gift beside the count of all would mislead.
      banner.subtitle.textContent = gift.giftName;
      bump(banner.combo);
    } else if (this.#banners.size > MAX_BANNERS) {
      this.#remove(this.#banners.keys().next().value!);
    }
  }

  #add(gift: GiftEvent): Banner {
    const combo = create('span', 'combo');
    const subtitle = userText('gift-banner-gift', this.#subtitle(gift));
    const words = create('div', 'gift-banner-words', userText('name', gift.actor?.name ?? ''), subtitle);
    const element = create('li', 'gift-banner', ...(gift.actor ? [platformBadge(gift.actor.platform)] : []), words,
      create('span', 'gift-glyph', giftGlyph(gift.giftId, gift.giftName)), combo);
    this.#list.append(element);
    return { element, combo, subtitle, timer: setTimeout(() => {}, 0) };
  }

  #subtitle(gift: GiftEvent): string {
    return gift.value ? `${gift.giftName} · ${formatMoney(gift.value, this.#locale.tag)}` : gift.giftName;
  }

  #remove(key: string): void {
    const banner = this.#banners.get(key);
    if (banner) {
      clearTimeout(banner.timer);
      banner.element.remove();
      this.#banners.delete(key);
    }
  }
}

function bump(element: HTMLElement): void {
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches) {
    element.animate([{ transform: 'scale(1.55)' }, { transform: 'scale(1)' }], { duration: 260, easing: 'ease-out' });
  }
}
