import type { RoomClient } from '@orleans-crosslive/client';
import type { Locale } from '../i18n/Locale';
import type { Notice } from './Notice';

/** The input line. The text leaves at once; where it is refused it comes back, unless something new was written meanwhile. */
export class Composer {
  constructor(form: HTMLFormElement, input: HTMLInputElement, client: RoomClient, notice: Notice, locale: Locale) {
    form.addEventListener('submit', (submitted) => {
      submitted.preventDefault();
      void send();
    });

    async function send(): Promise<void> {
      const text = input.value;
      if (text.trim() === '') {
        return;
      }

      input.value = '';
      notice.clear();
      if (!(await notice.follow(client.chat(text, { language: locale.tag }))) && input.value === '') {
        input.value = text;
      }
    }
  }
}
