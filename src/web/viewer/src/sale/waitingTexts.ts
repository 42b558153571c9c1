import type { ClaimWaiting } from '@orleans-crosslive/client';
import type { Locale } from '../i18n/Locale';

/** How far somebody is in the waiting room, as the page follows it. Times are those of the page's own clock. */
export interface LineState {
  readonly place: number;
  readonly ahead: number;
  /** How many were before when the page first heard of it: what the bar is measured by. */
  readonly aheadAtFirst: number;
  /** When its turn is, as far as it is known. */
  readonly turnAtMs?: number | undefined;
  /** The place is another one than the page showed before: the line has begun anew, or the person was away for too long. */
  readonly isAnew: boolean;
}

/** A new figure takes the old one's place only where it differs by more than this: what is shown counts down and does not jump about. */
const TOLERANCE = 0.25;

const MINUTE_MS = 60_000;
const SOON_MS = 10_000;

/** What the page knows after the server has said how far it is. Pure. */
export function followLine(line: LineState | undefined, waiting: ClaimWaiting, nowMs: number): LineState {
  const shown = line?.place === waiting.place ? line : undefined;
  const remainingMs = shown?.turnAtMs === undefined ? undefined : shown.turnAtMs - nowMs;
  const isNear = waiting.etaMs !== undefined && remainingMs !== undefined && Math.abs(waiting.etaMs - remainingMs) <= TOLERANCE * Math.max(waiting.etaMs, SOON_MS);
  return {
    place: waiting.place,
    ahead: Math.min(waiting.ahead, shown?.ahead ?? waiting.ahead),
    aheadAtFirst: Math.max(shown?.aheadAtFirst ?? 0, waiting.ahead),
    isAnew: line !== undefined && (line.isAnew || line.place !== waiting.place),
    turnAtMs: isNear ? shown?.turnAtMs : waiting.etaMs === undefined ? shown?.turnAtMs : nowMs + waiting.etaMs,
  };
}

/** How far it has come since the page first heard of it, 0 to 1. */
export function lineProgress(line: LineState): number {
  return line.aheadAtFirst > 0 ? 1 - line.ahead / line.aheadAtFirst : 1;
}

/** How many are before, and about how long it takes: a range, because nobody knows it better. */
export function lineText(line: LineState, nowMs: number, locale: Locale): string {
  const before = line.ahead === 0 ? locale.text('saleLineNext')
    : line.ahead === 1 ? locale.text('saleLineOne') : locale.text('saleLineBefore', { count: locale.count(line.ahead) });
  const time = line.turnAtMs === undefined ? undefined : turnText(line.turnAtMs - nowMs, locale);
  return time === undefined ? before : `${before} · ${time}`;
}

function turnText(remainingMs: number, locale: Locale): string {
  if (remainingMs <= SOON_MS) {
    return locale.text('saleTurnSoon');
  }

  const most = Math.ceil((remainingMs * (1 + TOLERANCE)) / MINUTE_MS);
  const least = Math.max(1, Math.floor((remainingMs * (1 - TOLERANCE)) / MINUTE_MS));
  return most <= 1 ? locale.text('saleTurnUnderMinute')
    : least === most ? locale.text('saleTurnMinutes', { count: locale.count(most) })
      : locale.text('saleTurnRange', { least: locale.count(least), most: locale.count(most) });
}
