import { ClaimStatus, SalePhase, type Money, type RoomClient, type Sale } from '@orleans-crosslive/client';
import { create, userText } from '../dom';
import { formatMoney } from '../gifts/formatMoney';
import type { Locale } from '../i18n/Locale';
import { choosePrice, priceLanguages } from './choosePrice';
import type { ClaimDesk } from './ClaimDesk';
import { claimText, waitingText } from './claimTexts';
import { isPending } from './pickSales';
import { remainingTime } from './remainingTime';
import { SaleOperatorPanel } from './SaleOperatorPanel';

/** An opening that is further away is shown as a time of day. */
const COUNTDOWN_FROM_MS = 3_600_000;

/** The countdown's last seconds stand out. */
const FINAL_MS = 10_000;

const US_PER_MS = 1_000;

/**
 * One sale: what it sells, when it opens, the button, and what became of the person's claim.
 * The button is never disabled for the browser (aria-disabled instead): somebody who waits with the keyboard keeps the focus on it until it opens.
 */
export class SaleCard {
  readonly element: HTMLElement;
  readonly #client: RoomClient;
  readonly #desk: ClaimDesk;
  readonly #locale: Locale;
  readonly #status = create('span', 'sale-status');
  readonly #title = create('h2', 'sale-title');
  readonly #price = create('span', 'sale-price');
  readonly #pieces = create('p', 'sale-pieces');
  readonly #bar = create('i', 'sale-bar');
  readonly #button = create('button', 'sale-button');
  readonly #headline = create('p', 'sale-headline');
  readonly #hint = create('p', 'sale-hint');
  readonly #line = create('div', 'sale-line', create('i', 'sale-line-bar'));
  readonly #note = create('p', 'sale-note');
  readonly #more = create('div', 'sale-more');
  readonly #giveBack = create('button', 'sale-link');
  readonly #pay = create('button', 'sale-pay');
  readonly #draw = create('a', 'sale-link');
  readonly #operator: SaleOperatorPanel;
  #sale: Sale;
  #openedAtMs: number | undefined;
  #cancelOpening = (): void => {};
  #opensAtMs: number | undefined;

  constructor(sale: Sale, room: string, client: RoomClient, desk: ClaimDesk, locale: Locale, operator: SaleOperatorPanel) {
    this.#sale = sale;
    this.#client = client;
    this.#desk = desk;
    this.#locale = locale;
    this.#operator = operator;
    this.#button.type = this.#giveBack.type = this.#pay.type = 'button';
    // Read out when it changes; the hint under it counts down and would never be done.
    this.#headline.setAttribute('role', 'status');
    this.#button.addEventListener('click', (press) => this.#press(press));
    this.#giveBack.addEventListener('click', () => void (desk.lineOf(this.#sale.id) ? desk.leaveLine(this.#sale.id) : desk.giveBack(this.#sale.id)));
    this.#pay.addEventListener('click', () => void desk.demoPay(this.#sale.id));
    this.#draw.href = `/api/rooms/${encodeURIComponent(room)}/sales/${encodeURIComponent(sale.id)}/draw`;
    this.#draw.target = '_blank';
    this.#draw.rel = 'noopener';
    this.#more.append(this.#pay, this.#giveBack, this.#draw);
    this.element = create('article', 'sale-card',
      create('div', 'sale-top', create('div', 'sale-words', this.#status, this.#title), this.#price),
      this.#pieces, create('div', 'sale-track', this.#bar), this.#button,
      create('div', 'sale-claim', this.#headline, this.#hint, this.#line, this.#note), this.#more, operator.element);
    this.element.dataset['sale'] = sale.id;
    this.show(sale);
  }

  show(sale: Sale): void {
    this.#sale = sale;
    if (sale.phase === SalePhase.armed && sale.opensAtMs !== this.#opensAtMs) {
      // Announced, or moved: the button waits for the instant by itself, and needs nothing from the server then.
      this.#opensAtMs = sale.opensAtMs;
      this.#openedAtMs = undefined;
      this.#cancelOpening();
      this.#cancelOpening = this.#client.atServerTime(sale.opensAtMs, () => this.#open());
    } else if (sale.phase === SalePhase.open && this.#opensAtMs !== undefined && this.#openedAtMs === undefined) {
      // The news was quicker than this page's timer.
      this.#cancelOpening();
      this.#openedAtMs = performance.now();
    } else if (sale.phase !== SalePhase.armed && sale.phase !== SalePhase.open) {
      this.#cancelOpening();
      this.#opensAtMs = undefined;
    }

    this.render();
  }

  /** Takes the card off the screen. */
  end(): void {
    this.#cancelOpening();
    this.element.remove();
  }

  /** Shows what time it is; called a few times a second. */
  render(): void {
    const sale = this.#sale;
    const locale = this.#locale;
    const nowMs = this.#client.serverNow();
    const isOpen = this.#isOpen(nowMs);
    const price = this.#priceOf(sale);
    const claim = this.#desk.claimOf(sale.id);
    setText(this.#title, '', sale.title);
    setText(this.#price, price ? formatMoney(price, locale.tag) : '');
    setText(this.#status, locale.text(statusOf(sale, isOpen)));
    this.element.dataset['phase'] = isOpen ? (sale.free > 0 ? 'open' : 'gone') : sale.phase === SalePhase.armed ? 'armed' : sale.phase === SalePhase.scheduled ? 'planned' : 'over';
    setText(this.#pieces, [
      locale.text('saleLeft', { free: locale.count(sale.free), stock: locale.count(sale.stock) }),
      ...(sale.reserved > 0 ? [locale.text('saleReserved', { count: locale.count(sale.reserved) })] : []),
      locale.text('saleLimit', { count: sale.limitPerBuyer }),
    ].join(' · '));
    this.#bar.style.setProperty('--left', String(sale.stock > 0 ? sale.free / sale.stock : 0));
    this.#renderButton(isOpen, nowMs, price);
    this.#renderClaim(nowMs);
    const isOperator = (this.#client.me?.role ?? 0) >= 2;
    const isInLine = this.#desk.lineOf(sale.id) !== undefined;
    setText(this.#giveBack, locale.text(isInLine ? 'saleLeaveLine' : claim?.status === ClaimStatus.waiting ? 'saleLeaveQueue' : 'saleGiveBack'));
    this.#giveBack.hidden = !isInLine && claim?.status !== ClaimStatus.reserved && claim?.status !== ClaimStatus.waiting;
    setText(this.#pay, locale.text(claim?.status === ClaimStatus.expired ? 'saleDemoPayLate' : 'saleDemoPay'));
    this.#pay.dataset['late'] = String(claim?.status === ClaimStatus.expired);
    this.#pay.hidden = !this.#desk.canPay(sale.id);
    setText(this.#draw, locale.text('saleCheckDraw'));
    this.#draw.hidden = sale.seed === undefined;
    this.#draw.title = claim?.pseudonym === undefined ? '' : locale.text('salePseudonym', { name: claim.pseudonym });
    this.#more.hidden = this.#giveBack.hidden && this.#pay.hidden && this.#draw.hidden;
    this.#operator.show(sale, isOperator, nowMs);
  }

  #open(): void {
    // First of all, before anything is drawn: from now on a press counts.
    this.#openedAtMs = performance.now();
    this.render();
  }

  #isOpen(nowMs: number | undefined): boolean {
    const { phase, closesAtMs } = this.#sale;
    const isOver = closesAtMs !== undefined && nowMs !== undefined && nowMs >= closesAtMs;
    return !isOver && (phase === SalePhase.open || (phase === SalePhase.armed && this.#openedAtMs !== undefined));
  }

  #press(press: MouseEvent): void {
    const price = this.#priceOf(this.#sale);
    if (this.#button.getAttribute('aria-disabled') === 'true' || !price) {
      return;
    }

    // The event's own time: this handler may have had to wait for its turn.
    const ownMs = this.#openedAtMs === undefined ? undefined : Math.max(0, press.timeStamp - this.#openedAtMs);
    void this.#desk.claim(this.#sale, price, ownMs === undefined ? undefined : ownMs * US_PER_MS);
  }

  #priceOf(sale: Sale): Money | undefined {
    return choosePrice(sale.prices, priceLanguages(this.#locale.tag, navigator.languages));
  }

  #renderButton(isOpen: boolean, nowMs: number | undefined, price: Money | undefined): void {
    const sale = this.#sale;
    const claim = this.#desk.claimOf(sale.id);
    const canPress = isOpen && price !== undefined && !this.#desk.isDeciding(sale.id) && !isPending(claim);
    const isOver = !isOpen && sale.phase !== SalePhase.armed && sale.phase !== SalePhase.scheduled;
    const remainingMs = nowMs === undefined ? undefined : sale.opensAtMs - nowMs;
    this.#button.setAttribute('aria-disabled', String(!canPress));
    this.#button.hidden = isOver || isPending(claim) || this.#desk.isDeciding(sale.id) || claim?.status === ClaimStatus.paid;
    this.element.dataset['final'] = String(sale.phase === SalePhase.armed && !isOpen && remainingMs !== undefined && remainingMs <= FINAL_MS);
    setText(this.#button, isOpen
      ? (sale.free > 0 && price ? this.#locale.text('saleBuy', { price: formatMoney(price, this.#locale.tag) }) : this.#locale.text('saleJoinQueue'))
      : this.#countdown(remainingMs));
  }

  #countdown(remainingMs: number | undefined): string {
    const sale = this.#sale;
    if (sale.phase === SalePhase.scheduled && (remainingMs ?? 0) <= 0) {
      return this.#locale.text('saleNotArmed');
    }

    return remainingMs !== undefined && remainingMs <= COUNTDOWN_FROM_MS
      ? this.#locale.text('saleOpensIn', { time: remainingTime(remainingMs) })
      : this.#locale.text('saleOpensAt', { time: timeOfDay(sale.opensAtMs, this.#locale.tag) });
  }

  #renderClaim(nowMs: number | undefined): void {
    const line = this.#desk.lineOf(this.#sale.id);
    const text = line ? waitingText(line, performance.now(), this.#sale.free > 0, this.#locale) : claimText(this.#desk.claimOf(this.#sale.id), this.#desk.isDeciding(this.#sale.id), this.#sale.phase === SalePhase.cancelled, nowMs, this.#locale, this.#desk.hasComeBack(this.#sale.id));
    const box = this.#headline.parentElement!;
    box.hidden = text === undefined;
    box.dataset['tone'] = text?.tone ?? '';
    setText(this.#headline, text?.headline ?? '');
    setText(this.#hint, text?.hint ?? '');
    this.#hint.hidden = text?.hint === undefined;
    setText(this.#note, text?.note ?? '');
    this.#note.hidden = text?.note === undefined;
    this.#line.hidden = text?.progress === undefined;
    this.#line.style.setProperty('--way', String(text?.progress ?? 0));
  }
}

/** A time of today as the clock shows it, one of another day with its date. */
export function timeOfDay(unixMs: number, languageTag: string): string {
  const at = new Date(unixMs);
  const isToday = at.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(languageTag, isToday ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

function statusOf(sale: Sale, isOpen: boolean): 'sale' | 'salePlanned' | 'saleOpen' | 'saleSoldOut' | 'saleOver' | 'saleCancelled' {
  if (isOpen) {
    return sale.free > 0 ? 'saleOpen' : 'saleSoldOut';
  }

  return sale.phase === SalePhase.cancelled ? 'saleCancelled' : sale.phase === SalePhase.closed ? 'saleOver' : sale.phase === SalePhase.scheduled ? 'salePlanned' : 'sale';
}

/** Only what changed is written: a screen reader, and a person who marks text, are left alone otherwise. */
function setText(element: HTMLElement, text: string, users?: string): void {
  if (element.textContent !== (users ?? text)) {
    element.replaceChildren(...(users === undefined ? [text] : [userText('', users)]));
  }
}
