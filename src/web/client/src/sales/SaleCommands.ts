import type { CommandAnswer } from '../CommandAnswer.js';
import type { WaitOptions } from '../CommandOutbox.js';
import type { CommandOptions, Submit } from '../RoomCommands.js';
import type { Money } from '../RoomEvent.js';
import type { PlatformStock } from './Sale.js';

/** What is planned with {@link SaleCommands.schedule}. What is left out has the server's default. */
export interface SaleTerms {
  /** 1 to 64 letters, digits, '-' and '_'; new in its room. */
  readonly id: string;
  readonly title: string;
  readonly productId: string;
  readonly prices: readonly Money[];
  readonly stock: number;
  /** ms since 1970 UTC by the server's clock. */
  readonly opensAtMs: number;
  readonly closesAtMs?: number | undefined;
  readonly buckets?: readonly PlatformStock[] | undefined;
  readonly limitPerBuyer?: number | undefined;
  readonly payWithinMs?: number | undefined;
  readonly fairWindowMs?: number | undefined;
  readonly humanFloorMs?: number | undefined;
  readonly tieUs?: number | undefined;
}

/** Given with {@link SaleCommands.claim}. */
export interface ClaimOptions extends CommandOptions, WaitOptions {
  /** What the person took from the button's opening to the press, in µs by this device's own clock. The server believes it within what it measured itself. */
  readonly ownUs?: number | undefined;
}

/** The calls about flash sales. Answers about a claim carry it as `claim`. */
export class SaleCommands {
  readonly #submit: Submit;

  constructor(submit: Submit) {
    this.#submit = submit;
  }

  /**
   * Wants pieces. Where very many do, it waits for its turn in the waiting room: `onWaiting` hears how far it is, and the promise settles when it is decided,
   * however long that takes; `signal` ends the waiting, {@link leaveWaitingRoom} gives the place up. In the fairness window the answer comes after the draw; a claim that is still held then is to be looked at with {@link claimLook}.
   * @param currency Which of the sale's prices.
   */
  claim(saleId: string, quantity: number, currency: string, options: ClaimOptions = {}): Promise<CommandAnswer> {
    return this.#submit('claim', { id: saleId, q: quantity, c: currency, ...(options.ownUs !== undefined && { r: Math.round(options.ownUs) }) }, options.key, options);
  }

  /** Gives a place in the waiting room up: end the claim's waiting first. `claim.unknown` where there is none any more; the claim may have been decided then. */
  leaveWaitingRoom(saleId: string, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('claimRelease', { id: saleId, no: 0 }, options.key);
  }

  /** What became of a claim. */
  claimLook(saleId: string, claim: number, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('claimLook', { id: saleId, no: claim }, options.key);
  }

  /** Gives a reservation or a place in the queue back. */
  claimRelease(saleId: string, claim: number, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('claimRelease', { id: saleId, no: claim }, options.key);
  }

  /** The payment service took money for a claim. Operator. @param paymentId The same again is the same payment. */
  claimPay(saleId: string, claim: number, paymentId: string, amount: Money, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('claimPay', { id: saleId, no: claim, pm: paymentId, v: amount.minorUnits, c: amount.currency }, options.key);
  }

  /** Plans a sale. Operator. */
  schedule(terms: SaleTerms, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('saleSchedule', {
      id: terms.id, title: terms.title, product: terms.productId, stock: terms.stock, opens: terms.opensAtMs,
      prices: terms.prices.map((price) => ({ c: price.currency, v: price.minorUnits })),
      ...given('closes', terms.closesAtMs), ...given('buckets', terms.buckets?.map((bucket) => ({ p: bucket.platform, n: bucket.count }))),
      ...given('limit', terms.limitPerBuyer), ...given('pay', terms.payWithinMs), ...given('window', terms.fairWindowMs),
      ...given('floor', terms.humanFloorMs), ...given('tie', terms.tieUs),
    }, options.key);
  }

  /** Has it open at its time. Operator. */
  arm(saleId: string, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('saleArm', { id: saleId }, options.key);
  }

  /** Moves its times; what is left out stays. Operator. */
  move(saleId: string, times: { readonly opensAtMs?: number; readonly closesAtMs?: number }, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('saleMove', { id: saleId, ...given('opens', times.opensAtMs), ...given('closes', times.closesAtMs) }, options.key);
  }

  /** Ends it; reservations can still be paid. Operator. */
  close(saleId: string, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('saleClose', { id: saleId }, options.key);
  }

  /** Calls it off: reservations are released, what was paid is to be refunded. Operator. */
  cancel(saleId: string, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('saleCancel', { id: saleId }, options.key);
  }
}

function given(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}
