import { create } from '../dom';
import { isMessageKey, type Locale } from '../i18n/Locale';

/** What a destination's platform says of the stream, as `GET …/stream/destinations/{id}` says. */
export interface PlatformHealth {
  /** What people call the platform; null where the operator has not said which it is. */
  readonly platform: string | null;
  readonly status: string | null;
  readonly streamStatus: string | null;
  readonly issues: readonly { readonly type: string; readonly severity: string; readonly description: string }[];
  readonly ageMs: number | null;
  /** True where it says nothing of now. */
  readonly stale: boolean;
  /** Why nothing (newer) is known. */
  readonly why: string | null;
  readonly detail: string | null;
}

/** It has begun to say something else, or it has become known or unknown what it says. */
export interface PlatformChange {
  readonly atMs: number;
  readonly status: string | null;
  readonly explanation: string;
}

/** Reasons whose own words, the server's, say more than our sentence does. */
const TOLD_IN_DETAIL: ReadonlySet<string> = new Set(['quota', 'rate-limited', 'unavailable', 'token-refused']);
const MINUTE_MS = 60_000;

/** The platform's word beside what was measured here, with its age; nothing where there is nothing to say. */
export function platformHealth(health: PlatformHealth, isLive: boolean, locale: Locale): HTMLElement | undefined {
  // A destination that is not on the air says so itself.
  if (health.status === null && !isLive) {
    return undefined;
  }

  const platform = health.platform ?? locale.text('platformNameless');
  const box = create('div', 'destination-platform');
  box.dataset['health'] = health.stale || health.status === null ? 'unknown' : health.status;
  if (health.status !== null) {
    const values = { platform, status: word('platform', health.status, locale), stream: word('platformStream', health.streamStatus ?? '', locale), age: age(health.ageMs ?? 0, locale) };
    box.append(create('p', 'platform-word', locale.text(health.stale ? 'platformSaid' : 'platformSays', values)));
    if (health.issues.length > 0) {
      box.append(create('ul', 'platform-issues', ...health.issues.map((issue) => {
        // The platform's own words.
        const row = create('li', '', `${word('platformSeverity', issue.severity, locale)}: ${issue.description === '' ? issue.type : issue.description}`);
        row.dataset['severity'] = issue.severity;
        return row;
      })));
    }
  }

  if (health.why !== null && !(health.why === 'not-live' && health.status !== null)) {
    const key = `platformWhy.${health.why}`;
    const sentence = isMessageKey(key) ? locale.text(key, { platform }) : health.detail ?? health.why;
    box.append(create('p', 'platform-why', TOLD_IN_DETAIL.has(health.why) && health.detail !== null ? `${sentence} (${health.detail})` : sentence));
  }

  return box;
}

/** A word of the platform's in the page's language; one that is not known stands as it is. */
function word(group: string, value: string, locale: Locale): string {
  const key = `${group}.${value}`;
  return isMessageKey(key) ? locale.text(key) : value;
}

function age(ms: number, locale: Locale): string {
  return ms < MINUTE_MS ? locale.text('platformAgeSeconds', { count: Math.floor(ms / 1_000) }) : locale.text('platformAgeMinutes', { count: Math.floor(ms / MINUTE_MS) });
}
