import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Locale } from '../src/i18n/Locale';
import { DestinationsPanel, REFRESH_MS } from '../src/stream/DestinationsPanel';
import { linkPlot } from '../src/stream/linkPlot';
import type { PlatformHealth } from '../src/stream/platformHealth';

const sample = (second: number, sentKbps: number, slate = false) => ({ atMs: 1_000_000 + second * 1_000, capacityKbps: 9_000, sentKbps, videoKbps: 1_500, waitingMs: 0, slate });
const decision = { atMs: 1_001_500, reason: 'Congestion', explanation: '<b>a picture waits</b> 339 ms' };
const change = { atMs: 1_000_500, status: 'bad', explanation: '<b>YouTube Live</b> says bad' };
const points = (plot: Element, line: string): string[] => plot.querySelector(`.${line}`)!.getAttribute('points')!.split(' ');
const silent = { platform: null, status: null, streamStatus: null, issues: [], ageMs: null, stale: false, why: 'not-told', detail: 'nothing' };
const bad = {
  platform: 'YouTube Live', status: 'bad', streamStatus: 'active', ageMs: 12_900, stale: false, why: null, detail: null,
  issues: [{ type: 'starved', severity: 'error', description: '<i>too little</i> video' }, { type: 'gopSizeLong', severity: 'warning', description: '' }],
};
let health: PlatformHealth;
let state: string;
let locale: Locale;
let samples: ReturnType<typeof sample>[];
let asked: string[];
let element: HTMLDetailsElement;

beforeEach(() => {
  vi.useFakeTimers();
  [health, state, locale] = [silent, 'live', new Locale('en')];
  [samples, asked] = [[sample(0, 1_500), sample(1, 1_500)], []];
  element = document.createElement('details');
  element.hidden = true;
});
afterEach(() => vi.useRealTimers());

function panel(): DestinationsPanel {
  const destination = { id: 'you<i>tube', state, rendition: '480p', slate: false, detail: null, delay: { knownMs: 760, comingMs: 150, sendingMs: 610 }, platformHealth: health };
  return new DestinationsPanel(element, 'shop', (path) => {
    asked.push(path);
    return Promise.resolve(path.endsWith('/destinations') ? { destinations: [destination] } : { destination, samples: [...samples], decisions: [decision], platformChanges: [change] });
  }, locale);
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

async function wordOf(shown: PlatformHealth): Promise<HTMLElement | null> {
  health = shown;
  panel().show(true);
  open(true);
  await vi.advanceTimersByTimeAsync(0);
  return element.querySelector<HTMLElement>('.destination-platform');
}

test('what the platform says stands beside what was measured here, with its age, what is wrong and how bad that is', async () => {
  const word = (await wordOf(bad))!;
  expect(word.querySelector('.platform-word')!.textContent).toBe('YouTube Live says: bad · it receives the stream · 12 s ago');
  expect(word.dataset['health']).toBe('bad');
  expect([...word.querySelectorAll('li')].map((issue) => issue.textContent)).toEqual(['error: <i>too little</i> video', 'warning: gopSizeLong']);
  expect(word.querySelector('i')).toBeNull();
  expect(word.querySelector('.platform-why')).toBeNull();
  expect(element.textContent).toContain('1500 kbit/s sent');
});

test('a word that is old is told from one of now, and why there is none newer', async () => {
  const word = (await wordOf({ ...bad, issues: [], ageMs: 130_000, stale: true, why: 'quota', detail: 'YouTube answered 403 quotaExceeded.' }))!;
  expect(word.dataset['health']).toBe('unknown');
  expect(word.textContent).toContain('YouTube Live said 2 min ago');
  expect(word.querySelector('.platform-why')!.textContent).toBe('YouTube Live’s quota for today is used up. (YouTube answered 403 quotaExceeded.)');
});

test('a platform that tells nothing is said to, and while nothing goes there nothing is said', async () => {
  expect((await wordOf(silent))!.textContent).toBe('This platform tells nothing of how it receives the stream.');
  state = 'waiting';
  element.replaceChildren();
  expect(await wordOf(silent)).toBeNull();
});

test('the platform’s word is there in Chinese, and a word that nobody knows stands as it is', async () => {
  locale = new Locale('zh');
  const word = (await wordOf({ ...bad, status: 'new<word>' }))!;
  expect(word.querySelector('.platform-word')!.textContent).toBe('YouTube Live 反馈：new<word> · 正在收流 · 12 秒前');
});

test('a plot shows what was sent, a mark with its reason for each decision, and where the slate was', () => {
  const plot = linkPlot([sample(0, 1_500), sample(1, 300), sample(2, 60, true)], [decision], [change, { ...change, atMs: 1_001_900, status: null }], 'What happened');
  const [first, second] = points(plot, 'link-sent').map((point) => Number(point.split(',')[1]));
  expect(second!).toBeGreaterThan(first!);
  expect(plot.querySelectorAll('.link-slate')).toHaveLength(1);
  expect(plot.querySelector('.link-decision title')!.textContent).toContain('Congestion');
  const marks = [...plot.querySelectorAll<SVGElement>('.link-platform')];
  expect(marks.map((mark) => mark.dataset['health'])).toEqual(['bad', 'unknown']);
  expect(marks[0]!.querySelector('title')!.textContent).toBe(change.explanation);
  expect(plot.getAttribute('aria-label')).toBe('What happened');
});

test('two minutes are shown, and a plot of nothing is empty', () => {
  const long = Array.from({ length: 600 }, (_, second) => sample(second, 1_000));
  expect(points(linkPlot(long, [], [], ''), 'link-sent')).toHaveLength(120);
  expect(points(linkPlot([], [decision], [change], ''), 'link-sent')).toEqual(['']);
});
