import type { PlatformChange } from './platformHealth';

/** What was measured of a destination's link in a second, as `GET …/stream/destinations/{id}` says. */
export interface LinkSample {
  readonly atMs: number;
  readonly capacityKbps: number;
  readonly sentKbps: number;
  readonly videoKbps: number;
  readonly waitingMs: number;
  readonly slate: boolean;
}

/** What was decided then, and why. */
export interface LinkDecision {
  readonly atMs: number;
  readonly reason: string;
  readonly explanation: string;
}

/** The plot's own units; it is as wide as there is room. */
const WIDTH = 300;
const HEIGHT = 60;
/** So much time is shown, ms. */
const SPAN_MS = 120_000;
/** A picture that has waited so long is drawn as high as the plot. */
const MOST_WAITING_MS = 1_000;
const NAMESPACE = 'http://www.w3.org/2000/svg';

/**
 * The last two minutes of a link: what it was seen to carry, what was sent, what video was to have, how long pictures waited, where the slate was sent; a mark for each
 * decision, with its reason as a tooltip, and at the upper edge one for each time that the platform began to say something else. Rates are drawn up to a little more than the highest that was sent or wanted: the kernel's capacity has no bound.
 */
export function linkPlot(samples: readonly LinkSample[], decisions: readonly LinkDecision[], changes: readonly PlatformChange[], label: string): SVGSVGElement {
  const endMs = samples.at(-1)?.atMs ?? 0;
  const shown = samples.filter((sample) => sample.atMs > endMs - SPAN_MS);
  const mostKbps = Math.max(1, ...shown.map((sample) => Math.max(sample.sentKbps, sample.videoKbps))) * 1.15;
  const x = (atMs: number): number => round(WIDTH * (1 - (endMs - atMs) / SPAN_MS));
  const y = (share: number): number => round(HEIGHT * (1 - Math.min(1, share)));
  const line = (className: string, share: (sample: LinkSample) => number): SVGElement =>
    shape('polyline', className, { points: shown.map((sample) => `${x(sample.atMs)},${y(share(sample))}`).join(' ') });

  const isShown = ({ atMs }: { readonly atMs: number }): boolean => atMs > endMs - SPAN_MS && atMs <= endMs;
  const mark = (className: string, atMs: number, y1: number, y2: number, why: string): SVGElement => {
    const element = shape('line', className, { x1: x(atMs), x2: x(atMs), y1, y2 });
    element.append(shape('title', ''));
    element.firstElementChild!.textContent = why;
    return element;
  };

  const plot = shape('svg', 'link-plot', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label }) as SVGSVGElement;
  plot.append(
    ...shown.filter((sample) => sample.slate).map((sample) => shape('rect', 'link-slate', { x: x(sample.atMs - 1_000), y: 0, width: round(WIDTH * 1_000 / SPAN_MS), height: HEIGHT })),
    line('link-capacity', (sample) => sample.capacityKbps / mostKbps),
    line('link-waiting', (sample) => sample.waitingMs / MOST_WAITING_MS),
    line('link-sent', (sample) => sample.sentKbps / mostKbps),
    line('link-video', (sample) => sample.videoKbps / mostKbps),
    ...decisions.filter(isShown).map((decision) => mark('link-decision', decision.atMs, HEIGHT - 6, HEIGHT, `${decision.reason}: ${decision.explanation}`)),
    ...changes.filter(isShown).map((change) => {
      const line = mark('link-platform', change.atMs, 0, 10, change.explanation);
      line.dataset['health'] = change.status ?? 'unknown';
      return line;
    }));
  return plot;
}

function shape(name: string, className: string, attributes: Record<string, string | number> = {}): SVGElement {
  const element = document.createElementNS(NAMESPACE, name) as SVGElement;
  for (const [key, value] of Object.entries({ ...(className === '' ? {} : { class: className }), ...attributes })) {
    element.setAttribute(key, String(value));
  }

  return element;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
