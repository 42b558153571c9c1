/** Asks the server for the preview's address, which is good for about a minute. @param token The operator's. */
export async function askPreviewAddress(room: string, token: string): Promise<string | undefined> {
  const answer = await fetch(`/api/rooms/${encodeURIComponent(room)}/stream/preview`, { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
  return answer.ok ? new URL(((await answer.json()) as { path: string }).path, location.href).href : undefined;
}
