import type { StreamAddresses } from './StreamPreview';

/** Asks the server for the preview's addresses, which are good for about a minute to begin with. @param token The operator's. */
export async function askPreviewAddresses(room: string, token: string): Promise<StreamAddresses | undefined> {
  const answer = await fetch(`/api/rooms/${encodeURIComponent(room)}/stream/preview`, { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok) {
    return undefined;
  }

  const { path, hlsPath } = (await answer.json()) as { path: string; hlsPath: string };
  return { flv: new URL(path, location.href).href, hls: new URL(hlsPath, location.href).href };
}
