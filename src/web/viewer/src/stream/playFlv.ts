import type { PlayStream } from './StreamPreview';

/** How far behind the newest that has come the picture may fall before it jumps, and how far behind it then is, s. */
const MAX_LATENCY_S = 0.9;
const LATENCY_AFTER_JUMP_S = 0.25;

/** HTTP-FLV by mpegts.js, which is loaded with the first stream: most viewers never need it. */
export const playFlv: PlayStream = async (video, { flv: url }, onEnd) => {
  const { default: mpegts } = await import('mpegts.js');
  if (!mpegts.isSupported()) {
    throw new Error('This browser has no Media Source Extensions.');
  }

  mpegts.LoggingControl.applyConfig({ enableAll: false });
  const player = mpegts.createPlayer({ type: 'flv', isLive: true, url }, {
    enableWorker: false,
    enableStashBuffer: false,
    lazyLoad: false,
    liveBufferLatencyChasing: true,
    liveBufferLatencyMaxLatency: MAX_LATENCY_S,
    liveBufferLatencyMinRemain: LATENCY_AFTER_JUMP_S,
    autoCleanupSourceBuffer: true,
  });
  player.on(mpegts.Events.ERROR, onEnd);
  player.on(mpegts.Events.LOADING_COMPLETE, onEnd);
  player.attachMediaElement(video);
  player.load();
  // Muted, so that it may begin by itself; where it may not, the element's own controls begin it.
  void Promise.resolve(player.play()).catch(() => undefined);
  return { stop: () => player.destroy() };
};
