import { CommandUnansweredError, type CommandAnswer } from '@orleans-crosslive/client';
import { isMessageKey, type Locale } from '../i18n/Locale';

/** How long a notice stays, ms. */
const STAY_MS = 6_000;

/** One line next to the input that says what became of the person's last action. */
export class Notice {
  readonly #element: HTMLElement;
  readonly #locale: Locale;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement, locale: Locale) {
    this.#element = element;
    this.#locale = locale;
  }

  /** @param sticks True: stays until the next one. */
  say(text: string, tone: 'info' | 'warning' = 'info', sticks = false): void {
    clearTimeout(this.#timer);
    this.#element.textContent = text;
    this.#element.dataset['tone'] = tone;
    this.#element.hidden = false;
    if (!sticks) {
      this.#timer = setTimeout(() => this.clear(), STAY_MS);
    }
  }

  clear(): void {
    this.#element.hidden = true;
  }

  /**
   * Awaits a command and says why it was refused.
   * @returns True where it happened.
   */
  async follow(command: Promise<CommandAnswer>): Promise<boolean> {
    try {
      const answer = await command;
      if (!answer.ok) {
        this.say(refusalText(answer.code, answer.retryInMs, this.#locale), 'warning');
      }

      return answer.ok;
    } catch (error) {
      this.say(error instanceof CommandUnansweredError ? this.#locale.text('unanswered') : String(error), 'warning');
      return false;
    }
  }
}

/** A refusal's code as a sentence, with how long to wait where that is known. */
export function refusalText(code: string, retryInMs: number | undefined, locale: Locale): string {
  const why = isMessageKey(code) ? locale.text(code) : locale.text('refused', { code });
  return retryInMs ? `${why} ${locale.text('tryAgainIn', { seconds: Math.ceil(retryInMs / 1_000) })}` : why;
}
