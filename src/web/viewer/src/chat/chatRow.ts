import type { Person, RoomEvent } from '@orleans-crosslive/client';
import { create, userText } from '../dom';
import { formatMoney } from '../gifts/formatMoney';
import { giftGlyph } from '../gifts/giftGlyph';
import type { Locale } from '../i18n/Locale';
import { icon } from '../icons';
import { platformBadge } from '../platformBadge';

/** A line of the chat list for an event, or undefined where it has none. Everything that people wrote goes in as text. The line of a left-out message counts 1. */
export function chatRow(event: RoomEvent, locale: Locale, isMine: boolean): HTMLLIElement | undefined {
  const row = content(event, locale);
  if (row) {
    row.dataset['sequence'] = String(event.sequence);
    row.classList.toggle('row-mine', isMine);
  }

  return row;
}

function content(event: RoomEvent, locale: Locale): HTMLLIElement | undefined {
  switch (event.kind) {
    case 'chat':
      return create('li', 'row row-chat', ...who(event.actor, locale), userText('said', event.text));
    case 'gift':
      return giftRow(event, locale);
    case 'announce':
      return create('li', 'row row-announce', icon('megaphone'), userText('said', event.text));
    case 'share':
      return create('li', 'row row-quiet', ...who(event.actor, locale), locale.text('shared'));
    case 'follow':
      return create('li', 'row row-quiet', ...who(event.actor, locale), locale.text('followed'));
    case 'open':
      return create('li', 'row row-system', userText('', locale.text('roomOpened', { title: event.title })));
    case 'close':
      return create('li', 'row row-system', userText('', locale.text('roomClosed', { reason: event.reason })));
    case 'slow':
      return create('li', 'row row-system', slowModeText(event.intervalMs, locale));
    case 'thinned':
      return create('li', 'row row-system row-thinned', notShownText(1, locale));
    default:
      return undefined;
  }
}

/** How many messages were left out for all viewers. */
export function notShownText(count: number, locale: Locale): string {
  return count === 1 ? locale.text('oneNotShown') : locale.text('notShown', { count: locale.count(count) });
}

/** What slow mode means for a viewer. */
export function slowModeText(intervalMs: number, locale: Locale): string {
  return intervalMs > 0 ? locale.text('slowOn', { seconds: Math.ceil(intervalMs / 1_000) }) : locale.text('slowOff');
}

function giftRow(event: Extract<RoomEvent, { kind: 'gift' }>, locale: Locale): HTMLLIElement {
  const line = create('div', 'gift-line', ...who(event.actor, locale), create('span', 'gift-glyph', giftGlyph(event.giftId, event.giftName)),
    userText('gift-words', locale.text('sentGift', { gift: event.giftName, quantity: locale.count(event.quantity) })));
  if (event.value) {
    line.append(create('span', 'gift-value', formatMoney(event.value, locale.tag)));
  }

  return create('li', 'row row-gift', line, ...(event.text ? [userText('said', event.text)] : []));
}

function who(actor: Person | undefined, locale: Locale): HTMLElement[] {
  if (actor === undefined) {
    return [];
  }

  const parts = [platformBadge(actor.platform), userText('name', actor.name)];
  if (actor.role === 1 || actor.role === 2) {
    parts.splice(1, 0, create('span', `role role-${actor.role}`, locale.text(actor.role === 1 ? 'roleModerator' : 'roleOperator')));
  }

  return parts;
}
