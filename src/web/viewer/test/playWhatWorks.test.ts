import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FIRST_PICTURE_MS, playWhatWorks } from '../src/stream/playWhatWorks';
import type { PlayStream } from '../src/stream/StreamPreview';

const addresses = { flv: '/room.flv', hls: '/room.m3u8' };
let video: HTMLVideoElement;
let played: string[];
let ends: (() => void)[];

beforeEach(() => {
  vi.useFakeTimers();
  video = document.createElement('video');
  [played, ends] = [[], []];
});
afterEach(() => vi.useRealTimers());

function way(name: string): PlayStream {
  return (_, __, onEnd) => {
    played.push(name);
    ends.push(onEnd);
    return Promise.resolve({ stop: () => undefined });
  };
}

test('a way that shows no picture in time gives way to the other one, and that to the first again', async () => {
  const play = playWhatWorks(way('flv'), way('hls'));
  const onEnd = vi.fn();
  for (let tries = 1; tries <= 3; tries++) {
    await play(video, addresses, onEnd);
    await vi.advanceTimersByTimeAsync(FIRST_PICTURE_MS);
    expect(onEnd).toHaveBeenCalledTimes(tries);
  }

  expect(played).toEqual(['flv', 'hls', 'flv']);
});

test('a way that cannot be used or ends before a picture gives way at once', async () => {
  const play = playWhatWorks(() => Promise.reject(new Error('no such browser')), way('hls'));
  const onEnd = vi.fn();
  await expect(play(video, addresses, onEnd)).rejects.toThrow();
  await play(video, addresses, onEnd);
  expect(played).toEqual(['hls']);
  expect(onEnd).not.toHaveBeenCalled();
});

test('what has shown a picture is kept to when the stream ends, and who stopped hears of no end', async () => {
  const play = playWhatWorks(way('flv'), way('hls'));
  const onEnd = vi.fn();
  await play(video, addresses, onEnd);
  video.dispatchEvent(new Event('playing'));
  await vi.advanceTimersByTimeAsync(FIRST_PICTURE_MS * 2);
  ends[0]!();
  expect(onEnd).toHaveBeenCalledTimes(1);
  const player = await play(video, addresses, onEnd);
  player.stop();
  ends[1]!();
  await vi.advanceTimersByTimeAsync(FIRST_PICTURE_MS * 2);
  expect(onEnd).toHaveBeenCalledTimes(1);
  expect(played).toEqual(['flv', 'flv']);
});
