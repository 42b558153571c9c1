import { SalePhase, type CommandAnswer, type RoomClient, type Sale } from '@orleans-crosslive/client';
import type { Notice } from '../chat/Notice';
import { create } from '../dom';
import type { Locale } from '../i18n/Locale';
import type { MessageKey } from '../i18n/messages';
import type { SalePlatforms } from './SalePlatforms';

/** "Open soon" moves the opening to so long from now: time for the announcement to reach everybody, and for clocks to be compared. */
const OPEN_SOON_MS = 15_000;
const EXTEND_MS = 300_000;

interface Action {
  readonly label: MessageKey;
  /** What happens, reservations included: said before it is done. */
  readonly ask: MessageKey;
  readonly isPossible: (sale: Sale) => boolean;
  readonly run: (client: RoomClient, sale: Sale, nowMs: number) => Promise<CommandAnswer>;
}

const isBefore = (sale: Sale): boolean => sale.phase === SalePhase.scheduled || sale.phase === SalePhase.armed;

const ACTIONS: readonly Action[] = [
  { label: 'saleArm', ask: 'saleArmAsk', isPossible: (sale) => sale.phase === SalePhase.scheduled, run: (client, sale) => client.sales.arm(sale.id) },
  { label: 'saleOpenSoon', ask: 'saleOpenSoonAsk', isPossible: isBefore, run: openSoon },
  {
    label: 'saleExtend', ask: 'saleExtendAsk', isPossible: (sale) => sale.closesAtMs !== undefined && (isBefore(sale) || sale.phase === SalePhase.open),
    run: (client, sale, nowMs) => client.sales.move(sale.id, { closesAtMs: Math.max(sale.closesAtMs ?? nowMs, nowMs) + EXTEND_MS }),
  },
  { label: 'saleClose', ask: 'saleCloseAsk', isPossible: (sale) => sale.phase === SalePhase.open, run: (client, sale) => client.sales.close(sale.id) },
  {
    label: 'saleCancel', ask: 'saleCancelAsk', isPossible: (sale) => isBefore(sale) || sale.phase === SalePhase.open,
    run: (client, sale) => client.sales.cancel(sale.id),
  },
];

/** What an operator can do with a sale. Nothing is done by one press: what happens to those who have claimed is said first. */
export class SaleOperatorPanel {
  readonly element = create('details', 'sale-operator');
  readonly #client: RoomClient;
  readonly #notice: Notice;
  readonly #locale: Locale;
  readonly #platforms: SalePlatforms;
  readonly #summary = create('summary', '');
  readonly #actions = create('div', 'sale-actions');
  readonly #ask = create('div', 'sale-ask');
  #sale: Sale | undefined;
  #drawn = '';
  #asked: Action | undefined;

  constructor(client: RoomClient, notice: Notice, locale: Locale, platforms: SalePlatforms) {
    this.#client = client;
    this.#notice = notice;
    this.#locale = locale;
    this.#platforms = platforms;
    this.element.append(this.#summary, platforms.element, this.#actions, this.#ask);
  }

  show(sale: Sale, isOperator: boolean, nowMs: number | undefined): void {
    this.#sale = sale;
    const possible = isOperator ? ACTIONS.filter((action) => action.isPossible(sale)) : [];
    this.element.hidden = !isOperator || nowMs === undefined;
    if (isOperator && this.element.open) {
      this.#platforms.look();
    }

    if (this.#asked && !possible.includes(this.#asked)) {
      this.#asked = undefined;
    }

    // Drawn anew only where something in it has changed: the page is looked at several times a second, and a button must not vanish under a finger.
    const drawn = [this.#locale.tag, this.#asked?.label, ...possible.map((action) => action.label), this.#asked && `${sale.reserved} ${sale.paid} ${sale.waiting} ${sale.opensAtMs}`].join('|');
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.#render(possible);
    }
  }

  #render(possible: readonly Action[]): void {
    this.#summary.textContent = this.#locale.text('saleOperate');
    this.#actions.replaceChildren(...possible.map((action) => this.#button(this.#locale.text(action.label), 'sale-action', () => this.#askFor(action))));
    const asked = this.#asked;
    const sale = this.#sale!;
    this.#ask.hidden = asked === undefined;
    this.#ask.replaceChildren(...(asked ? [
      create('p', '', this.#locale.text(asked.ask, {
        reserved: sale.reserved, paid: sale.paid, waiting: sale.waiting,
        time: new Intl.DateTimeFormat(this.#locale.tag, { timeStyle: 'medium' }).format(sale.opensAtMs),
      })),
      this.#button(this.#locale.text('saleDo'), 'sale-action sale-do', () => this.#run(asked)),
      this.#button(this.#locale.text('saleKeep'), 'sale-action', () => this.#askFor(undefined)),
    ] : []));
  }

  #askFor(action: Action | undefined): void {
    this.#asked = action;
    this.show(this.#sale!, true, this.#client.serverNow());
    this.#ask.querySelector('button')?.focus();
  }

  #run(action: Action): void {
    const nowMs = this.#client.serverNow();
    if (nowMs !== undefined) {
      this.#askFor(undefined);
      void this.#notice.follow(action.run(this.#client, this.#sale!, Math.round(nowMs)));
    }
  }

  #button(text: string, className: string, onPress: () => void): HTMLButtonElement {
    const button = create('button', className, text);
    button.type = 'button';
    button.addEventListener('click', onPress);
    return button;
  }
}

async function openSoon(client: RoomClient, sale: Sale, nowMs: number): Promise<CommandAnswer> {
  const moved = await client.sales.move(sale.id, { opensAtMs: nowMs + OPEN_SOON_MS });
  return moved.ok && sale.phase === SalePhase.scheduled ? client.sales.arm(sale.id) : moved;
}
