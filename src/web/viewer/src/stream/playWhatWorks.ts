import type { PlayStream } from './StreamPreview';

/** Time in which a way to play has to show the first picture, ms: an encoder's longest time between keyframes, and some. */
export const FIRST_PICTURE_MS = 12_000;

/**
 * One of two ways to play, the first one as long as it works: where it cannot be used, ends, or shows no picture in time, the other one is next, and so on in turns.
 * What has shown a picture is kept to.
 */
export function playWhatWorks(first: PlayStream, second: PlayStream): PlayStream {
  const ways = [first, second];
  let way = 0;
  return async (video, addresses, onEnd) => {
    let isShown = false;
    let isOver = false;
    const fail = (): void => {
      if (isOver) {
        return;
      }

      isOver = true;
      finish();
      way = isShown ? way : 1 - way;
      onEnd();
    };
    const shown = (): void => {
      isShown = true;
      clearTimeout(timer);
    };
    const timer = setTimeout(fail, FIRST_PICTURE_MS);
    const finish = (): void => {
      clearTimeout(timer);
      video.removeEventListener('playing', shown);
    };
    video.addEventListener('playing', shown);
    try {
      const player = await ways[way]!(video, addresses, fail);
      return {
        stop: () => {
          isOver = true;
          finish();
          player.stop();
        },
      };
    } catch (problem) {
      isOver = true;
      finish();
      way = 1 - way;
      throw problem;
    }
  };
}
