/** A recording by hls.js where it runs, else by the browser itself. @param onProblem There is nothing to play. */
export async function playRecording(video: HTMLVideoElement, hlsUrl: string, onProblem: () => void): Promise<void> {
  const { default: Hls } = await import('hls.js');
  if (!Hls.isSupported()) {
    video.addEventListener('error', onProblem);
    video.src = hlsUrl;
    return;
  }

  // A worker would come from a blob: address, which the page's policy does not let in.
  const player = new Hls({ enableWorker: false });
  player.on(Hls.Events.ERROR, (_, error) => {
    if (error.fatal) {
      onProblem();
    }
  });
  player.loadSource(hlsUrl);
  player.attachMedia(video);
}
