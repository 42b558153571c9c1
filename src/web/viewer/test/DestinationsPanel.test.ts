import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Locale } from '../src/i18n/Locale';
import { DestinationsPanel, REFRESH_MS } from '../src/stream/DestinationsPanel';
import { linkPlot } from '../src/stream/linkPlot';

const sample = (second: number, sentKbps: number, slate = false) => ({ atMs: 1_000_000 + second * 1_000, capacityKbps: 9_000, sentKbps, videoKbps: 1_500, waitingMs: 0, slate });
const decision = { atMs: 1_001_500, reason: 'Congestion', explanation: '<b>a picture waits</b> 339 ms' };
const points = (plot: Element, line: string): string[] => plot.querySelector(`.${line}`)!.getAttribute('points')!.split(' ');
let samples: ReturnType<typeof sample>[];
let asked: string[];
let element: HTMLDetailsElement;

beforeEach(() => {
  vi.useFakeTimers();
  [samples, asked] = [[sample(0, 1_500), sample(1, 1_500)], []];
  element = document.createElement('details');
  element.hidden = true;
});
afterEach(() => vi.useRealTimers());

function panel(): DestinationsPanel {
  const destination = { id: 'you<i>tube', state: 'live', rendition: '480p', slate: false, detail: null, delay: { knownMs: 760, comingMs: 150, sendingMs: 610 } };
  return new DestinationsPanel(element, 'shop', (path) => {
    asked.push(path);
    return Promise.resolve(path.endsWith('/destinations') ? { destinations: [destination] } : { destination, samples: [...samples], decisions: [decision] });
  }, new Locale('en'));
}

function open(isOpen: boolean): void {
  element.open = isOpen;
  element.dispatchEvent(new Event('toggle'));
}

test('the plot moves while the panel is open, and nothing is asked while it is closed or the viewer is no operator', async () => {
  const page = panel();
  page.show(false);
  open(true);
  await vi.advanceTimersByTimeAsync(10 * REFRESH_MS);
  expect(asked).toEqual([]);

  page.show(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual(['/api/rooms/shop/stream/destinations', '/api/rooms/shop/stream/destinations/you%3Ci%3Etube']);
  const before = points(element, 'link-sent');
  samples.push(sample(2, 300));
  await vi.advanceTimersByTimeAsync(REFRESH_MS);
  expect(points(element, 'link-sent')).toHaveLength(before.length + 1);
  expect(element.textContent).toContain('300');
  expect(element.textContent).toContain('Behind the host by 0.8 s and more: 0.1 s on the way here, 0.6 s on the way there.');

  open(false);
  const count = asked.length;
  await vi.advanceTimersByTimeAsync(10 * REFRESH_MS);
  expect(asked).toHaveLength(count);
});

test('what the server says is text and never markup', async () => {
  panel().show(true);
  open(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(element.querySelector('i, b')).toBeNull();
  expect(element.querySelector('.destination-why')!.textContent).toBe(decision.explanation);
});

test('a plot shows what was sent, a mark with its reason for each decision, and where the slate was', () => {
  const plot = linkPlot([sample(0, 1_500), sample(1, 300), sample(2, 60, true)], [decision], 'What happened');
  const [first, second] = points(plot, 'link-sent').map((point) => Number(point.split(',')[1]));
  expect(second!).toBeGreaterThan(first!);
  expect(plot.querySelectorAll('.link-slate')).toHaveLength(1);
  expect(plot.querySelector('.link-decision title')!.textContent).toContain('Congestion');
  expect(plot.getAttribute('aria-label')).toBe('What happened');
});

test('two minutes are shown, and a plot of nothing is empty', () => {
  const long = Array.from({ length: 600 }, (_, second) => sample(second, 1_000));
  expect(points(linkPlot(long, [], ''), 'link-sent')).toHaveLength(120);
  expect(points(linkPlot([], [decision], ''), 'link-sent')).toEqual(['']);
});
