import { MESSAGES, type MessageKey } from './messages';

export type Language = 'en' | 'zh';

const STORAGE_KEY = 'crosslive.language';

/** The page's language: remembered, switchable, and what numbers and money are written by. */
export class Locale {
  readonly #listeners: (() => void)[] = [];
  #language: Language;

  constructor(language: Language) {
    this.#language = language;
    document.documentElement.lang = this.tag;
  }

  get language(): Language {
    return this.#language;
  }

  /** BCP 47. */
  get tag(): string {
    return this.#language === 'zh' ? 'zh-CN' : 'en';
  }

  text(key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string {
    const message: string = MESSAGES[key][this.#language === 'zh' ? 1 : 0];
    return message.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  }

  /** A count as people read it: 9,876 · 12.3K · 1.2万. */
  count(value: number): string {
    const compact = value >= 10_000;
    return new Intl.NumberFormat(this.tag, compact ? { notation: 'compact', maximumFractionDigits: 1 } : {}).format(value);
  }

  toggle(): void {
    this.#language = this.#language === 'en' ? 'zh' : 'en';
    document.documentElement.lang = this.tag;
    rememberLanguage(this.#language);
    this.#listeners.forEach((listener) => listener());
  }

  /** Calls at once and after each change. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
    listener();
  }
}

/** The address's `lang`, else what was chosen before, else the browser's first language. */
export function chooseLanguage(asked: string | null): Language {
  const wanted = asked ?? readStored() ?? navigator.language;
  return wanted.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** True where `key` has a sentence of its own. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(MESSAGES, key);
}

// Storage is refused to pages in some private modes: the choice is then not remembered, and nothing else is lost.
function readStored(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // See readStored.
  }
}
