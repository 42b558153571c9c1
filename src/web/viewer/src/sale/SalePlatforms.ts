import { create } from '../dom';
import type { Locale } from '../i18n/Locale';

/** How often the report is asked for while it is looked at, ms. */
const REFRESH_MS = 2_000;

/** What `GET /api/rooms/{room}/sales/{sale}/platforms` says of a platform, as far as it is shown. */
export interface SalePlatformReport {
  readonly displayName: string;
  readonly isSending: boolean;
  readonly delayMs: number;
  readonly delayErrorMs: number;
  readonly delaySamples: number;
  readonly videoDelayMs: number | null;
  /** Known as far as the platform only. */
  readonly videoDelayIsPartial: boolean;
  readonly linkErrorMs: number | null;
  readonly problem: string | null;
}

/** One platform in a sentence or two: how much ahead it is told, how much the host has to be ahead, how far off the link was, what is wrong. */
export function platformText(report: SalePlatformReport, locale: Locale): string {
  const { displayName: name, linkErrorMs } = report;
  const sentences = [report.delaySamples === 0
    ? locale.text('salePlatformAssumed', { name, delay: seconds(report.delayMs) })
    : locale.text(report.delaySamples === 1 ? 'salePlatformDelayOne' : 'salePlatformDelay', { name, delay: seconds(report.delayMs), error: seconds(report.delayErrorMs), count: report.delaySamples })];
  if (report.videoDelayMs !== null) {
    sentences.push(locale.text(report.videoDelayIsPartial ? 'salePlatformSayPart' : 'salePlatformSay', { time: seconds(report.videoDelayMs) }));
  }

  if (linkErrorMs !== null) {
    sentences.push(locale.text(linkErrorMs < 0 ? 'salePlatformEarly' : 'salePlatformLate', { time: seconds(Math.abs(linkErrorMs)) }));
  }

  // The server's own words: they name what the platform answered.
  return report.problem === null ? sentences.join(' ') : `${sentences.join(' ')} ${report.problem}`;
}

/** How a sale is counted down on external platforms, for operators. Asked for only while it is looked at. */
export class SalePlatforms {
  readonly element = create('ul', 'sale-platforms');
  readonly #address: string;
  readonly #token: string | undefined;
  readonly #locale: Locale;
  #askedAtMs = -REFRESH_MS;

  /** @param token The operator's; without it nothing is asked. */
  constructor(room: string, sale: string, token: string | undefined, locale: Locale) {
    this.#address = `/api/rooms/${encodeURIComponent(room)}/sales/${encodeURIComponent(sale)}/platforms`;
    this.#token = token;
    this.#locale = locale;
    this.element.hidden = true;
  }

  /** Called again and again while the panel is open. */
  look(): void {
    if (this.#token !== undefined && performance.now() - this.#askedAtMs >= REFRESH_MS) {
      this.#askedAtMs = performance.now();
      void this.#ask(this.#token);
    }
  }

  async #ask(token: string): Promise<void> {
    try {
      const answer = await fetch(this.#address, { headers: { Authorization: `Bearer ${token}` } });
      const reports = answer.ok ? ((await answer.json()) as readonly SalePlatformReport[]).filter((report) => report.isSending) : [];
      this.element.replaceChildren(...reports.map((report) => create('li', '', platformText(report, this.#locale))));
      this.element.hidden = reports.length === 0;
    } catch {
      // The server is away: what is shown stays until it is back.
    }
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
