import type { Locale } from './Locale';
import type { MessageKey } from './messages';

/** Fills in what a page marks with data-i18n (text), data-i18n-label and data-i18n-placeholder, now and after each switch. */
export function translateStaticTexts(locale: Locale): void {
  locale.onChange(() => {
    each('i18n', (element, text) => {
      element.textContent = text;
    });
    each('i18nLabel', (element, text) => element.setAttribute('aria-label', text));
    each('i18nPlaceholder', (element, text) => element.setAttribute('placeholder', text));
  });

  function each(field: string, fill: (element: HTMLElement, text: string) => void): void {
    const attribute = 'data-' + field.replace(/[A-Z]/g, (letter) => '-' + letter.toLowerCase());
    for (const element of document.querySelectorAll<HTMLElement>(`[${attribute}]`)) {
      fill(element, locale.text(element.dataset[field] as MessageKey));
    }
  }
}
