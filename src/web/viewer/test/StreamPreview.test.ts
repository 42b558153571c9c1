import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FIRST_RETRY_MS, MAX_RETRY_MS, StreamPreview } from '../src/stream/StreamPreview';

const stream = { sinceMs: 1 };
let video: HTMLVideoElement;
let asked: number;
let address: string | undefined;
let playing: { url: string; onEnd: () => void; stopped: boolean }[];

beforeEach(() => {
  vi.useFakeTimers();
  video = document.createElement('video');
  video.hidden = true;
  [asked, address, playing] = [0, '/preview/room.flv', []];
});
afterEach(() => vi.useRealTimers());

function preview(): StreamPreview {
  return new StreamPreview(
    video,
    () => Promise.resolve((asked++, address === undefined ? undefined : { flv: address, hls: `${address}.m3u8` })),
    (_, { flv: url }, onEnd) => {
      const play = { url, onEnd, stopped: false };
      playing.push(play);
      return Promise.resolve({ stop: () => void (play.stopped = true) });
    },
  );
}

test('the picture is asked for once while the stream comes in, and is shown when it plays', async () => {
  const page = preview();
  page.show(undefined);
  page.show(stream);
  page.show({ sinceMs: 1, widthPx: 640 });
  await vi.advanceTimersByTimeAsync(0);
  expect(playing.map((play) => play.url)).toEqual(['/preview/room.flv']);
  expect(video.hidden).toBe(true);
  video.dispatchEvent(new Event('playing'));
  expect(video.hidden).toBe(false);
  page.show(undefined);
  expect(playing[0]!.stopped).toBe(true);
  expect(video.hidden).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(1);
});

test('an end that the room knows nothing of is tried again, ever more seldom, until it plays', async () => {
  const page = preview();
  address = undefined;
  page.show(stream);
  await vi.advanceTimersByTimeAsync(120_000);
  const tries = asked;
  expect(tries).toBeGreaterThan(120_000 / MAX_RETRY_MS);
  expect(tries).toBeLessThan(25);
  address = '/preview/room.flv';
  await vi.advanceTimersByTimeAsync(MAX_RETRY_MS);
  video.dispatchEvent(new Event('playing'));
  playing[0]!.onEnd();
  expect(playing[0]!.stopped).toBe(true);
  await vi.advanceTimersByTimeAsync(FIRST_RETRY_MS);
  expect(playing.length).toBe(2);
  playing[0]!.onEnd();
  await vi.advanceTimersByTimeAsync(MAX_RETRY_MS);
  expect(playing.length).toBe(2);
});

test('what comes of a beginning after the stream has ended is stopped', async () => {
  const page = preview();
  page.show(stream);
  page.show(undefined);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(playing.every((play) => play.stopped)).toBe(true);
  expect(video.hidden).toBe(true);
});
