import { SalePhase, type RoomClient, type RoomState, type Sale } from '@orleans-crosslive/client';
import type { Digest } from '../chat/Digest';
import type { Notice } from '../chat/Notice';
import type { Locale } from '../i18n/Locale';
import { ClaimDesk } from './ClaimDesk';
import type { DemoCashier } from './DemoCashier';
import { pickSales } from './pickSales';
import { SalePlanner } from './plan/SalePlanner';
import { SaleCard } from './SaleCard';
import { SaleOperatorPanel } from './SaleOperatorPanel';
import { SalePlatforms } from './SalePlatforms';

/** How often countdowns are looked at, ms. Openings do not wait for it: each card has a timer of its own. */
const TICK_MS = 200;

/** The role of those who may plan a sale. */
const OPERATOR = 2;

/** A screen reader is told so long before the opening, s. */
const SOON_SECONDS = [60, 10] as const;

/** The flash sales on the page. */
export class SaleShelf {
  readonly #element: HTMLElement;
  readonly #client: RoomClient;
  readonly #room: string;
  readonly #notice: Notice;
  readonly #digest: Digest;
  readonly #locale: Locale;
  readonly #desk: ClaimDesk;
  readonly #token: string | undefined;
  readonly #planner: SalePlanner;
  readonly #cards = new Map<string, SaleCard>();
  readonly #told = new Set<string>();
  #sales: readonly Sale[] = [];

  constructor(
    element: HTMLElement, room: string, client: RoomClient, notice: Notice, digest: Digest, locale: Locale, token: string | undefined, cashier: DemoCashier | undefined) {
    this.#element = element;
    this.#room = room;
    this.#client = client;
    this.#notice = notice;
    this.#digest = digest;
    this.#locale = locale;
    this.#token = token;
    this.#desk = new ClaimDesk(client, room, notice, locale, cashier, () => this.#arrange());
    this.#planner = new SalePlanner(client, notice, locale);
    element.append(this.#planner.button);
    locale.onChange(() => this.#tick());
    setInterval(() => this.#tick(), TICK_MS);
  }

  show(state: RoomState): void {
    if (state.sales !== this.#sales) {
      this.#sales = state.sales;
      this.#desk.follow(state.sales);
      this.#arrange();
    }
  }

  #arrange(): void {
    const shown = pickSales(this.#sales, (id) => this.#desk.claimOf(id));
    for (const [id, card] of this.#cards) {
      if (!shown.some((sale) => sale.id === id)) {
        card.end();
        this.#cards.delete(id);
      }
    }

    shown.forEach((sale, index) => this.#place(sale, index));
    this.#hide(shown.length === 0);
  }

  /** An operator finds there how to plan one, even where there is none. */
  #hide(isEmpty: boolean): void {
    const isOperator = (this.#client.me?.role ?? 0) >= OPERATOR;
    this.#planner.button.hidden = !isOperator;
    this.#element.hidden = isEmpty && !isOperator;
  }

  #place(sale: Sale, index: number): void {
    let card = this.#cards.get(sale.id);
    if (card) {
      card.show(sale);
    } else {
      const platforms = new SalePlatforms(this.#room, sale.id, this.#token, this.#locale);
      card = new SaleCard(sale, this.#room, this.#client, this.#desk, this.#locale, new SaleOperatorPanel(this.#client, this.#notice, this.#locale, platforms));
      this.#cards.set(sale.id, card);
    }

    // Moved only where it stands elsewhere: an element that is put in anew loses the focus.
    if (this.#element.children[index] !== card.element) {
      this.#element.insertBefore(card.element, this.#element.children[index] ?? null);
    }
  }

  #tick(): void {
    this.#cards.forEach((card) => card.render());
    this.#hide(this.#cards.size === 0);
    const nowMs = this.#client.serverNow();
    for (const sale of nowMs === undefined ? [] : this.#sales) {
      this.#tell(sale, sale.opensAtMs - nowMs!);
    }
  }

  /** Says aloud that a sale is near or open, each once. What is read out is what can be acted on: no ticking seconds. */
  #tell(sale: Sale, remainingMs: number): void {
    const isComing = sale.phase === SalePhase.armed && remainingMs > 0;
    const seconds = isComing ? SOON_SECONDS.findLast((soon) => remainingMs <= soon * 1_000) : undefined;
    const isNew = remainingMs > -1_000 && (sale.phase === SalePhase.open || (sale.phase === SalePhase.armed && remainingMs <= 0));
    const news = seconds !== undefined ? String(seconds) : isNew ? 'now' : undefined;
    const key = `${sale.id} ${sale.opensAtMs} ${news}`;
    if (news !== undefined && !this.#told.has(key)) {
      this.#told.add(key);
      this.#digest.announce(this.#locale.text(seconds !== undefined ? 'saleSoon' : 'saleNow', { title: sale.title, seconds: seconds ?? 0 }));
    }
  }
}
