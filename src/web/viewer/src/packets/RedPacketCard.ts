import type { GrabEvent, Money, PacketOverEvent, RedPacket, RoomClient } from '@orleans-crosslive/client';
import type { Notice } from '../chat/Notice';
import { create, userText } from '../dom';
import { formatMoney } from '../gifts/formatMoney';
import type { Locale } from '../i18n/Locale';

/** How long the card stays after its packet is over, ms. */
const STAY_MS = 8_000;

/** The wait for the opening is set anew this often at least, ms: the clock may have been corrected meanwhile. */
const MAX_WAIT_MS = 1_000;

/** What is known of the viewer's own part: undefined = none, null = there is one, but not how large. */
type OwnPart = Money | null | undefined;

/**
 * The red packet over the picture: counts down to the instant at which everybody's opens, lets it be opened, and shows the luck of all. One at a time,
 * the oldest that the viewer has no part of first.
 */
export class RedPacketCard {
  readonly #card: HTMLElement;
  readonly #client: RoomClient;
  readonly #notice: Notice;
  readonly #locale: Locale;
  readonly #parts = new Map<number, OwnPart>();
  #packets: readonly RedPacket[] = [];
  #shown: RedPacket | undefined;
  #over: 'gone' | 'expired' | undefined;
  #asking = false;
  #tick: ReturnType<typeof setTimeout> | undefined;
  #stay: ReturnType<typeof setTimeout> | undefined;

  constructor(card: HTMLElement, client: RoomClient, notice: Notice, locale: Locale) {
    this.#card = card;
    this.#client = client;
    this.#notice = notice;
    this.#locale = locale;
    locale.onChange(() => this.#render());
  }

  /** The packets that are announced or open. */
  show(packets: readonly RedPacket[]): void {
    if (packets === this.#packets) {
      return;
    }

    this.#packets = packets;
    const current = packets.find((packet) => packet.id === this.#shown?.id);
    if (current) {
      this.#shown = current;
    } else if (!this.#over) {
      this.#choose();
    }

    this.#render();
  }

  /** Something happened to a packet. */
  apply(event: GrabEvent | PacketOverEvent, isMine: boolean): void {
    if (event.kind === 'grab') {
      if (isMine) {
        this.#parts.set(event.packet, event.amount);
        this.#render();
      }
    } else if (event.packet === this.#shown?.id) {
      this.#over = event.returned.minorUnits === 0 ? 'gone' : 'expired';
      clearTimeout(this.#stay);
      this.#stay = setTimeout(() => {
        this.#over = undefined;
        this.#choose();
        this.#render();
      }, STAY_MS);
      this.#render();
    } else {
      this.#parts.delete(event.packet);
    }
  }

  #choose(): void {
    if (this.#shown) {
      this.#parts.delete(this.#shown.id);
    }

    this.#shown = this.#packets.find((packet) => !this.#parts.has(packet.id)) ?? this.#packets[0];
  }

  #render(): void {
    clearTimeout(this.#tick);
    const packet = this.#shown;
    this.#card.hidden = packet === undefined;
    if (!packet) {
      return;
    }

    const amount = (minorUnits: number) => formatMoney({ minorUnits, currency: packet.total.currency }, this.#locale.tag);
    const lines: HTMLElement[] = [create('p', 'red-packet-from', this.#locale.text('redPacketFrom', { name: packet.openedBy }))];
    if (packet.message) {
      lines.push(userText('red-packet-words', packet.message));
    }

    lines.push(this.#centre(packet));
    lines.push(create('p', 'red-packet-left', this.#over ? this.#locale.text(this.#over === 'gone' ? 'redPacketGone' : 'redPacketExpired')
      : this.#locale.text('redPacketLeft', { left: this.#locale.count(packet.leftCount), count: this.#locale.count(packet.count) })));
    if (packet.luckiest && packet.kind === 'lucky') {
      lines.push(create('p', 'red-packet-luckiest', this.#locale.text('redPacketLuckiest', { name: packet.luckiest.name, amount: amount(packet.luckiest.minorUnits) })));
    }

    const takers = packet.recentTakers.slice(-3).reverse().map((taker) => create('li', '', userText('name', taker.name), create('span', '', amount(taker.minorUnits))));
    this.#card.replaceChildren(...lines, create('ol', 'red-packet-takers', ...takers));
  }

  #centre(packet: RedPacket): HTMLElement {
    const part = this.#parts.get(packet.id);
    if (part) {
      return create('p', 'red-packet-won', this.#locale.text('redPacketWon', { amount: formatMoney(part, this.#locale.tag) }));
    }

    if (part === null) {
      return create('p', 'red-packet-won', this.#locale.text('redPacketTakenBefore'));
    }

    // Without a probe's answer the own clock has to do; the server refuses what comes early.
    const waitMs = packet.startsAtMs - (this.#client.serverNow() ?? Date.now());
    if (waitMs > 0) {
      this.#tick = setTimeout(() => this.#render(), Math.min(MAX_WAIT_MS, waitMs % 1_000 || 1_000, waitMs));
    }

    const button = create('button', 'red-packet-open', waitMs > 0
      ? this.#locale.text('redPacketOpensIn', { seconds: this.#locale.count(Math.ceil(waitMs / 1_000)) }) : this.#locale.text('redPacketOpen'));
    button.type = 'button';
    button.disabled = waitMs > 0 || this.#asking || this.#over !== undefined;
    button.addEventListener('click', () => void this.#grab(packet.id));
    return button;
  }

  async #grab(packet: number): Promise<void> {
    this.#asking = true;
    this.#render();
    const answer = this.#client.grab(packet);
    const isTaken = await this.#notice.follow(answer);
    const refusal = await answer.catch(() => undefined);
    if (!isTaken && refusal && !refusal.ok && refusal.code === 'packet.taken' && !this.#parts.has(packet)) {
      this.#parts.set(packet, null);
    }

    this.#asking = false;
    this.#render();
  }
}
