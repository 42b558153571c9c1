import type { CommandAnswer } from './CommandAnswer.js';
import type { WaitOptions } from './CommandOutbox.js';
import type { RedPacketTerms } from './RedPacket.js';
import { SaleCommands } from './sales/SaleCommands.js';

/** Hands a command to the outbox. */
export type Submit = (method: string, fields: object, key?: string, wait?: WaitOptions) => Promise<CommandAnswer>;

/** A red packet to announce. Times are ms since 1970 UTC by the server's clock; without a start it opens at once. */
export type NewRedPacket = Omit<RedPacketTerms, 'startsAtMs' | 'commitment'> & { readonly startsAtMs?: number | undefined };

/** Given with a command. */
export interface CommandOptions {
  /** The idempotency key, 1 to 255 characters. Default: a new one. Give one to send a command again whose fate is not known. */
  readonly key?: string | undefined;
}

/**
 * What a person can do in a room. Every command resolves once, with the server's answer: `ok` = durable, else a code that says why it
 * did not happen. It rejects with CommandUnansweredError where it is not known whether it happened.
 */
export class RoomCommands {
  /** The calls about flash sales. */
  readonly sales: SaleCommands;
  readonly #submit: Submit;

  constructor(submit: Submit) {
    this.#submit = submit;
    this.sales = new SaleCommands(submit);
  }

  /** Says something. @param options.language BCP 47. */
  chat(text: string, options: CommandOptions & { readonly language?: string } = {}): Promise<CommandAnswer> {
    return this.#submit('chat', { m: text, ...(options.language && { l: options.language }) }, options.key);
  }

  /** Gives a gift of the catalog. The server sets the price. */
  gift(giftId: string, quantity = 1, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('gift', { g: giftId, q: quantity }, options.key);
  }

  /** Takes a part of a red packet; what it holds is in the `grab` event at the answer's position. @param packet The packet's id. */
  grab(packet: number, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('grab', { d: packet }, options.key);
  }

  /** Announces a red packet; its id is the answer's sequence. Operator. */
  openRedPacket(packet: NewRedPacket, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('packet', {
      kd: packet.kind, v: packet.total.minorUnits, c: packet.total.currency, q: packet.count, ...(packet.message && { m: packet.message }),
      ...(packet.startsAtMs !== undefined && { st: packet.startsAtMs }), ex: packet.expiresAtMs,
    }, options.key);
  }

  /** Says that the room was shared. @param target Where: a platform's name. */
  share(target?: string, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('share', target === undefined ? {} : { to: target }, options.key);
  }

  follow(options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('follow', {}, options.key);
  }

  /** Takes a message away for everybody. Moderator. */
  deleteMessage(sequence: number, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('delete', { d: sequence }, options.key);
  }

  /** Moderator. @param durationMs Undefined = until unmuted. */
  mute(platform: string, personId: string, durationMs?: number, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('mute', { p: platform, i: personId, ...(durationMs !== undefined && { ms: durationMs }) }, options.key);
  }

  /** Moderator. */
  unmute(platform: string, personId: string, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('unmute', { p: platform, i: personId }, options.key);
  }

  /** How long a viewer waits between two messages. Moderator. @param intervalMs 0 = off. */
  slowMode(intervalMs: number, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('slow', { ms: intervalMs }, options.key);
  }

  /** The words that no message may hold; replaces the list. Moderator. */
  wordList(words: readonly string[], options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('words', { w: words }, options.key);
  }

  /** Operator. */
  openRoom(title: string, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('open', { m: title }, options.key);
  }

  /** Operator. */
  closeRoom(reason: string, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('close', { m: reason }, options.key);
  }

  /** Says something to everybody on every platform. Operator. */
  announce(text: string, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('announce', { m: text }, options.key);
  }

  /** Pins a message (its sequence) or a text. Operator. */
  pin(what: number | string, options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('pin', typeof what === 'number' ? { d: what } : { m: what }, options.key);
  }

  /** Operator. */
  unpin(options: CommandOptions = {}): Promise<CommandAnswer> {
    return this.#submit('unpin', {}, options.key);
  }
}
