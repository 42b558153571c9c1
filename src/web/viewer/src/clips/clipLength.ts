/** A length as people read it: 0:07, 12:30. @param durationMs Rounded to seconds. */
export function clipLength(durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
