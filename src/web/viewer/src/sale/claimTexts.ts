import { ClaimStatus, type Claim } from '@orleans-crosslive/client';
import { formatMoney } from '../gifts/formatMoney';
import type { Locale } from '../i18n/Locale';
import { remainingTime } from './remainingTime';
import { lineProgress, lineText, type LineState } from './waitingTexts';

/** What is said about the person's own claim. */
export interface ClaimText {
  readonly headline: string;
  readonly hint?: string | undefined;
  /** What is so while it waits in line. */
  readonly note?: string | undefined;
  /** How far it has come in line, 0 to 1. */
  readonly progress?: number | undefined;
  readonly tone: 'busy' | 'good' | 'wait' | 'line' | 'quiet';
}

/**
 * A claim in words. Pure.
 * @param isDeciding It is on its way, or held for the draw.
 * @param isCancelled The sale is off: what is released then was not given back by the person.
 * @param nowMs The server's clock, as far as it is known.
 * @param hasComeBack What is reserved is a piece that came back to the queue.
 */
export function claimText(claim: Claim | undefined, isDeciding: boolean, isCancelled: boolean, nowMs: number | undefined, locale: Locale, hasComeBack = false): ClaimText | undefined {
  if (isDeciding) {
    return { headline: locale.text('saleDeciding'), hint: locale.text('saleDecidingHint'), tone: 'busy' };
  }

  switch (claim?.status) {
    case ClaimStatus.reserved:
      return { headline: locale.text(hasComeBack ? 'saleCameBack' : 'saleReservedFor'), hint: payHint(claim, nowMs, locale), tone: 'good' };
    case ClaimStatus.paid:
      return { headline: locale.text('salePaid'), tone: 'good' };
    case ClaimStatus.waiting:
      return { headline: locale.text('saleWaiting', { place: claim.place ?? '–' }), hint: locale.text('saleWaitingHint'), tone: 'wait' };
    case ClaimStatus.soldOut:
      return { headline: locale.text('saleMissed'), tone: 'quiet' };
    case ClaimStatus.expired:
      return { headline: locale.text('saleExpired'), tone: 'quiet' };
    case ClaimStatus.released:
      return { headline: locale.text(isCancelled ? 'saleCalledOff' : 'saleGivenBack'), tone: 'quiet' };
    case ClaimStatus.refundDue:
      return { headline: locale.text('saleRefund'), tone: 'wait' };
    case ClaimStatus.ended:
      return { headline: locale.text('saleQueueEnded'), tone: 'quiet' };
    default:
      return undefined;
  }
}

/** A claim that waits for its turn, in words. Pure. @param localMs The page's own clock. @param hasFree Something can be had now. */
export function waitingText(line: LineState, localMs: number, hasFree: boolean, locale: Locale): ClaimText {
  return {
    headline: locale.text('saleLine', { place: locale.count(line.place) }),
    hint: lineText(line, localMs, locale),
    note: locale.text(line.isAnew ? 'saleLineAnew' : hasFree ? 'saleLineNote' : 'saleLineNoneFree'),
    progress: lineProgress(line),
    tone: 'line',
  };
}

function payHint(claim: Claim, nowMs: number | undefined, locale: Locale): string | undefined {
  return claim.amount && claim.untilMs !== undefined && nowMs !== undefined
    ? locale.text('salePayWithin', { price: formatMoney(claim.amount, locale.tag), time: remainingTime(claim.untilMs - nowMs) })
    : undefined;
}
