import type { PlayStream } from './StreamPreview';

/** Segments behind the newest that the picture begins at. */
const BEHIND_SEGMENTS = 2;

const NATIVE_TYPE = 'application/vnd.apple.mpegurl';

/** HLS: by the browser itself where it can (Safari), else by hls.js, which is loaded when it is needed. */
export const playHls: PlayStream = async (video, { hls: url }, onEnd) => {
  const { default: Hls } = await import('hls.js');
  if (!Hls.isSupported()) {
    return playNative(video, url, onEnd);
  }

  const player = new Hls({
    // A worker would come from a blob: address, which the page's policy does not let in.
    enableWorker: false,
    lowLatencyMode: false,
    liveSyncDurationCount: BEHIND_SEGMENTS,
    maxBufferLength: 10,
    backBufferLength: 10,
  });
  player.on(Hls.Events.ERROR, (_, error) => {
    if (error.fatal) {
      onEnd();
    }
  });
  video.addEventListener('ended', onEnd);
  player.loadSource(url);
  player.attachMedia(video);
  void video.play().catch(() => undefined);
  return {
    stop: () => {
      video.removeEventListener('ended', onEnd);
      player.destroy();
    },
  };
};

function playNative(video: HTMLVideoElement, url: string, onEnd: () => void): { stop(): void } {
  if (video.canPlayType(NATIVE_TYPE) === '') {
    throw new Error('This browser plays no HLS.');
  }

  video.addEventListener('ended', onEnd);
  video.addEventListener('error', onEnd);
  video.src = url;
  void video.play().catch(() => undefined);
  return {
    stop: () => {
      video.removeEventListener('ended', onEnd);
      video.removeEventListener('error', onEnd);
      video.removeAttribute('src');
      video.load();
    },
  };
}
