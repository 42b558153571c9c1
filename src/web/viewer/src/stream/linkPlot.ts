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
 * decision, with its reason as a tooltip. Rates are drawn up to a little more than the highest that was sent or wanted: the kernel's capacity has no bound.
 */
export function linkPlot(samples: readonly LinkSample[], decisions: readonly LinkDecision[], label: string): SVGSVGElement {
  const endMs = samples.at(-1)?.atMs ?? 0;
  const shown = samples.filter((sample) => sample.atMs > endMs - SPAN_MS);
  const mostKbps = Math.max(1, ...shown.map((sample) => Math.max(sample.sentKbps, sample.videoKbps))) * 1.15;
  const x = (atMs: number): number => round(WIDTH * (1 - (endMs - atMs) / SPAN_MS));
  const y = (share: number): number => round(HEIGHT * (1 - Math.min(1, share)));
  const line = (className: string, share: (sample: LinkSample) => number): SVGElement =>
    shape('polyline', className, { points: shown.map((sample) => `${x(sample.atMs)},${y(share(sample))}`).join(' ') });

  const plot = shape('svg', 'link-plot', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label }) as SVGSVGElement;
  plot.append(
    ...shown.filter((sample) => sample.slate).map((sample) => shape('rect', 'link-slate', { x: x(sample.atMs - 1_000), y: 0, width: round(WIDTH * 1_000 / SPAN_MS), height: HEIGHT })),
    line('link-capacity', (sample) => sample.capacityKbps / mostKbps),
    line('link-waiting', (sample) => sample.waitingMs / MOST_WAITING_MS),
    line('link-sent', (sample) => sample.sentKbps / mostKbps),
    line('link-video', (sample) => sample.videoKbps / mostKbps),
    ...decisions.filter((decision) => decision.atMs > endMs - SPAN_MS && decision.atMs <= endMs).map((decision) => {
      const mark = shape('line', 'link-decision', { x1: x(decision.atMs), x2: x(decision.atMs), y1: HEIGHT - 6, y2: HEIGHT });
      mark.append(shape('title', ''));
      mark.firstElementChild!.textContent = `${decision.reason}: ${decision.explanation}`;
      return mark;
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
