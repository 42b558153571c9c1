import { ClaimStatus, ClientRefusal, CommandUnansweredError, SalePhase, type Claim, type CommandAnswer, type Money, type RoomClient, type Sale } from '@orleans-crosslive/client';
import { refusalText, type Notice } from '../chat/Notice';
import type { Locale } from '../i18n/Locale';
import { ClaimMemory } from './ClaimMemory';
import { payAsOperator, type DemoCashier } from './DemoCashier';
import { isPending } from './pickSales';
import { followLine, type LineState } from './waitingTexts';

/** How long to wait before a claim that is still held is looked at again, ms. */
const HELD_LOOK_MS = 1_000;

/** Somebody who waits looks again when stock has moved, but not all at once and not at every piece: between these, ms. */
const QUEUE_LOOK_LEAST_MS = 3_000;
const QUEUE_LOOK_SPREAD_MS = 5_000;

/** A reservation whose time is over is looked at this much later, ms: the server's round comes first. */
const EXPIRY_LOOK_MS = 700;

/** The role of those whose own page may say that something was paid. */
const OPERATOR = 2;

/** The person's own claims: one for each sale. Sends them, asks what became of them, and remembers their numbers over a reload. */
export class ClaimDesk {
  readonly #client: RoomClient;
  readonly #notice: Notice;
  readonly #locale: Locale;
  readonly #memory: ClaimMemory;
  readonly #cashier: DemoCashier | undefined;
  readonly #onChange: () => void;
  readonly #claims = new Map<string, Claim>();
  readonly #sending = new Set<string>();
  /** The key of a claim whose answer never came: pressed again, it is the same claim. */
  readonly #openKeys = new Map<string, string>();
  /** Claims in a sale's waiting room. */
  readonly #lines = new Map<string, LineState>();
  readonly #ending = new Map<string, AbortController>();
  /** Claims that waited in the queue and have a piece now. */
  readonly #cameBack = new Set<string>();
  /** Claims that are being paid. */
  readonly #paying = new Set<string>();
  /** How many pieces of a sale were paid when the claim was looked at last. */
  readonly #paidPieces = new Map<string, number>();
  readonly #looks = new Map<string, { readonly dueMs: number; readonly cancel: () => void }>();

  /** @param cashier Where somebody who is no operator pays in a demonstration; undefined: the shop's own payment service says what was paid. */
  constructor(client: RoomClient, room: string, notice: Notice, locale: Locale, cashier: DemoCashier | undefined, onChange: () => void) {
    this.#client = client;
    this.#notice = notice;
    this.#locale = locale;
    this.#cashier = cashier;
    this.#onChange = onChange;
    this.#memory = new ClaimMemory(room, () => client.me?.id);
  }

  claimOf(saleId: string): Claim | undefined {
    return this.#claims.get(saleId);
  }

  /** The claim's piece is one that came back to the queue. */
  hasComeBack(saleId: string): boolean {
    return this.#cameBack.has(saleId);
  }

  /** True where the page can stand in for a payment service and there is something to pay, in time or late. */
  canPay(saleId: string): boolean {
    const claim = this.#claims.get(saleId);
    return (this.#cashier !== undefined || (this.#client.me?.role ?? 0) >= OPERATOR) && claim?.amount !== undefined && !this.#paying.has(saleId)
      && (claim.status === ClaimStatus.reserved || claim.status === ClaimStatus.expired);
  }

  /** Where the person is in a sale's waiting room; undefined = not there. */
  lineOf(saleId: string): LineState | undefined {
    return this.#lines.get(saleId);
  }

  /** Gives the place in the waiting room up. */
  leaveLine(saleId: string): void {
    this.#ending.get(saleId)?.abort();
  }

  /** True while a claim is on its way, or held for the draw. */
  isDeciding(saleId: string): boolean {
    return this.#sending.has(saleId) || this.#claims.get(saleId)?.status === ClaimStatus.held;
  }

  /** Claims one piece. @param ownUs From the button's opening to the press, µs; undefined where the page did not open the button itself. */
  claim(sale: Sale, price: Money, ownUs: number | undefined): Promise<void> {
    return this.#send(sale, price.currency, ownUs, this.#openKeys.get(sale.id) ?? newKey());
  }

  async #send(sale: Sale, currency: string, ownUs: number | undefined, key: string): Promise<void> {
    if (this.#sending.has(sale.id) || isPending(this.#claims.get(sale.id))) {
      return;
    }

    const ending = new AbortController();
    this.#ending.set(sale.id, ending);
    this.#openKeys.set(sale.id, key);
    this.#claims.delete(sale.id);
    this.#sending.add(sale.id);
    this.#onChange();
    try {
      const answer = await this.#client.sales.claim(sale.id, 1, currency, {
        ownUs, key, signal: ending.signal, onWaiting: (waiting) => {
          this.#lines.set(sale.id, followLine(this.#lines.get(sale.id), waiting, performance.now()));
          this.#memory.rememberLine(sale.id, { key, currency });
          this.#onChange();
        },
      });
      this.#openKeys.delete(sale.id);
      this.#memory.rememberLine(sale.id, undefined);
      if (answer.ok || answer.code !== ClientRefusal.left) {
        this.#take(sale.id, answer);
      } else if (!(await this.#client.sales.leaveWaitingRoom(sale.id)).ok) {
        // Its turn came before it could leave: what came of it is asked for once.
        const late = await this.#client.sales.claim(sale.id, 1, currency, { key, signal: ending.signal });
        if (late.ok) {
          this.#take(sale.id, late);
        }
      }
    } catch (error) {
      this.#notice.say(error instanceof CommandUnansweredError ? this.#locale.text('unanswered') : String(error), 'warning');
    } finally {
      this.#lines.delete(sale.id);
      this.#ending.delete(sale.id);
      this.#sending.delete(sale.id);
      this.#onChange();
    }
  }

  /** Gives a reservation or a place in the queue back. */
  async giveBack(saleId: string): Promise<void> {
    const claim = this.#claims.get(saleId);
    if (claim) {
      await this.#ask(saleId, this.#client.sales.claimRelease(saleId, claim.number));
    }
  }

  /** Says that the claim was paid. Where nothing is sold for money. */
  async demoPay(saleId: string): Promise<void> {
    const claim = this.#claims.get(saleId);
    if (claim === undefined || !this.canPay(saleId)) {
      return;
    }

    this.#paying.add(saleId);
    this.#onChange();
    const isOperator = (this.#client.me?.role ?? 0) >= OPERATOR;
    const paid = isOperator ? payAsOperator(this.#client, saleId, claim) : this.#cashier!.pay(saleId, claim);
    const answer = await this.#ask(saleId, paid.finally(() => this.#paying.delete(saleId)));
    if (answer?.ok === false && answer.code === 'payment.refund') {
      // It came too late and nothing was left. The claim stays as it was; what the person has to know is that the money comes back.
      this.#claims.set(saleId, { ...claim, status: ClaimStatus.refundDue });
      this.#onChange();
    }
  }

  /** The room's sales have changed (not merely been looked at), or the page has just come: looks at what may have become of the claims. */
  follow(sales: readonly Sale[]): void {
    for (const sale of sales) {
      const claim = this.#claims.get(sale.id);
      if (claim === undefined) {
        const number = this.#sending.has(sale.id) ? undefined : this.#memory.recall(sale.id);
        const line = number !== undefined || this.#sending.has(sale.id) ? undefined : this.#memory.recallLine(sale.id);
        if (number !== undefined) {
          this.#lookIn(sale.id, number, 0);
        } else if (line) {
          // The page was reloaded in line: the same key has the same place, or what came of it.
          void this.#send(sale, line.currency, undefined, line.key);
        }
      } else if (claim.status === ClaimStatus.waiting || this.#mayBePaid(sale, claim) || (sale.phase === SalePhase.cancelled && (isPending(claim) || claim.status === ClaimStatus.paid))) {
        this.#lookIn(sale.id, claim.number, QUEUE_LOOK_LEAST_MS + Math.random() * QUEUE_LOOK_SPREAD_MS);
      }
    }
  }

  /** A payment service has told the server of payments since, and this may be one of them: nobody tells the page. */
  #mayBePaid(sale: Sale, claim: Claim): boolean {
    const hasMore = sale.paid > (this.#paidPieces.get(sale.id) ?? sale.paid);
    this.#paidPieces.set(sale.id, sale.paid);
    return hasMore && (claim.status === ClaimStatus.reserved || claim.status === ClaimStatus.expired);
  }

  async #ask(saleId: string, command: Promise<CommandAnswer>): Promise<CommandAnswer | undefined> {
    try {
      const answer = await command;
      this.#take(saleId, answer);
      return answer;
    } catch (error) {
      this.#notice.say(error instanceof CommandUnansweredError ? this.#locale.text('unanswered') : String(error), 'warning');
      return undefined;
    } finally {
      this.#onChange();
    }
  }

  #take(saleId: string, answer: CommandAnswer): void {
    if (!answer.ok) {
      this.#notice.say(refusalText(answer.code, answer.retryInMs, this.#locale), 'warning');
    } else if (answer.claim) {
      this.#note(saleId, answer.claim);
    }
  }

  #note(saleId: string, claim: Claim): void {
    if (claim.status === ClaimStatus.reserved && this.#claims.get(saleId)?.status === ClaimStatus.waiting) {
      this.#cameBack.add(saleId);
    } else if (claim.status !== ClaimStatus.reserved) {
      this.#cameBack.delete(saleId);
    }

    this.#claims.set(saleId, claim);
    this.#memory.remember(saleId, isPending(claim) || claim.status === ClaimStatus.paid ? claim.number : undefined);
    if (claim.status === ClaimStatus.held) {
      this.#lookIn(saleId, claim.number, HELD_LOOK_MS);
    } else if (claim.status === ClaimStatus.reserved && claim.untilMs !== undefined) {
      const nowMs = this.#client.serverNow();
      if (nowMs !== undefined) {
        this.#lookIn(saleId, claim.number, Math.max(0, claim.untilMs - nowMs) + EXPIRY_LOOK_MS);
      }
    }
  }

  /** One look at a time for each sale; a sooner one takes the place of a later one. */
  #lookIn(saleId: string, claim: number, delayMs: number): void {
    const waiting = this.#looks.get(saleId);
    const dueMs = performance.now() + delayMs;
    if (waiting && waiting.dueMs <= dueMs) {
      return;
    }

    waiting?.cancel();
    const timer = setTimeout(() => {
      this.#looks.delete(saleId);
      void this.#look(saleId, claim);
    }, delayMs);
    this.#looks.set(saleId, { dueMs, cancel: () => clearTimeout(timer) });
  }

  async #look(saleId: string, number: number): Promise<void> {
    try {
      const answer = await this.#client.sales.claimLook(saleId, number);
      if (answer.ok && answer.claim) {
        this.#note(saleId, answer.claim);
        this.#onChange();
      } else if (!answer.ok && answer.code === 'claim.unknown') {
        this.#memory.remember(saleId, undefined);
      }
    } catch {
      // The next news of the sale asks again.
    }
  }
}

function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
