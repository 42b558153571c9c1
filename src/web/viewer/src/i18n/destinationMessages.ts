/** The sentences of the panel that shows where the stream goes to, in both languages. */
export const DESTINATION_MESSAGES = {
  destinations: ['Where the stream goes', '推流目的地'],
  noDestinations: ['The stream goes nowhere else yet.', '尚未设置推流目的地。'],
  destinationSlate: ['slate: the network carries no more', '静态画面：网络带宽不足'],
  destinationRates: ['{sent} kbit/s sent, {video} wanted for the picture', '已发送 {sent} kbit/s，画面目标 {video}'],
  destinationDelay: [
    'Behind the host by {time} and more: {coming} on the way here, {sending} on the way there. Not measured: the host’s camera and encoder, encoding here, and what the platform adds.',
    '至少比主播晚 {time}：到本服务器 {coming}，到平台 {sending}。未计入：主播的摄像头与编码器、本机编码、平台自身的延迟。',
  ],
  destinationPlot: ['The network to {name} in the last two minutes', '最近两分钟到 {name} 的网络状况'],
  'destination.waiting': ['waiting', '等待中'],
  'destination.connecting': ['connecting', '连接中'],
  'destination.live': ['live', '推流中'],
  'destination.refused': ['refused', '被拒绝'],
  'destination.retrying': ['trying again', '重试中'],
  'destination.locked': ['locked: its address cannot be read', '已锁定：地址无法解密'],
  'destination.off': ['off', '已关闭'],
} as const;
