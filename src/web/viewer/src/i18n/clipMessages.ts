/** The sentences of recordings and clips, in both languages. */
export const CLIP_MESSAGES = {
  clips: ['Clips', '精彩片段'],
  clipRecord: ['Record', '录制'],
  clipIn: ['Mark start', '标记开始'],
  clipOut: ['Cut clip', '截取片段'],
  clipTake: ['Download', '下载'],
  clipRemove: ['Delete', '删除'],
  clipNeedsRecording: ['Clips are cut from the recording: switch it on first.', '片段截自录像：请先开启录制。'],
  clipHint: ['A clip begins with the keyframe before its start, so it may be a little longer.', '片段从开始标记之前的关键帧开始，因此可能稍长一些。'],
  clipMarked: ['It starts at {time}. Cut it when its end has been seen.', '从 {time} 开始，看到结尾后截取。'],
  clipMade: ['The clip is ready: {length}', '片段已生成：{length}'],
} as const satisfies Record<string, readonly [string, string]>;
