import type { RoomClient } from '@orleans-crosslive/client';
import type { Notice } from './chat/Notice';
import type { Locale } from './i18n/Locale';

/** Shares the room's address by the device's own sheet, else copies it; and tells the room. */
export class ShareButton {
  constructor(button: HTMLButtonElement, room: string, client: RoomClient, notice: Notice, locale: Locale) {
    button.addEventListener('click', () => void share());

    async function share(): Promise<void> {
      // Only the room: the address of this page may hold a token.
      const url = new URL(`/?room=${encodeURIComponent(room)}`, location.href).href;
      try {
        if (typeof navigator.share === 'function') {
          await navigator.share({ title: document.title, url });
        } else {
          await navigator.clipboard.writeText(url);
          notice.say(locale.text('linkCopied'));
        }
      } catch (error) {
        if (error instanceof DOMException && error.name === 'AbortError') {
          return;
        }

        notice.say(locale.text('linkNotCopied'));
      }

      await notice.follow(client.share());
    }
  }
}
