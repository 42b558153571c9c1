/** The sentences of recordings and replays, in both languages. */
export const RECORDING_MESSAGES = {
  recordings: ['Recordings', '录像'],
  noRecordings: ['Nothing has been recorded yet.', '还没有录像。'],
  recordingOpen: ['running', '录制中'],
  recordingElsewhere: ['The stream comes in at another process ({process}), which records it.', '直播推到另一个进程（{process}），由它录制。'],
  recordingReplay: ['Replay', '回放'],
  recordingSave: ['Save', '下载'],
  recordingRemove: ['Delete', '删除'],
  recordingSure: ['Really delete?', '确定删除？'],
  replay: ['Replay', '回放'],
  replayOf: ['Replay of {time}', '{time} 的回放'],
  replayNone: ['This replay is not there, or its address has run out.', '回放不存在，或地址已过期。'],
  replayChatPart: ['The room’s chat of that time is not here in full.', '当时的聊天不完整。'],
} as const;
