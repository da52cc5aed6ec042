import type { Texts } from '@shared/i18n';

export const DRAFTS = {
  title: ['手机里的上报', 'On this phone'], writing: ['没写完', 'Not finished'], waiting: ['等待网络', 'Waiting for network'], busy: ['正在提交', 'Sending'],
  sent: ['已提交', 'Sent'], refused: ['没有收下', 'Not accepted'], receipt: ['回执号 {no}', 'Receipt {no}'], go: ['继续写', 'Go on'], mend: ['修改', 'Change it'],
  drop: ['删除', 'Delete'], hide: ['收起', 'Hide'], look: ['查看进度', 'Follow progress'], now: ['现在提交', 'Send now'], pictures: ['{n} 个照片或视频', '{n} pictures or clips'],
  kept: ['没有网络，已存在手机里', 'No network: kept on this phone'], keptText: ['有网后自动提交，关掉页面也不会丢；再打开本页就能看到回执。', 'It is sent by itself when the network is back and survives closing this page; open it again to see the receipt.'],
  saved: ['已存在手机里，关掉页面也不会丢', 'Kept on this phone, even if you close the page'],
  unnamed: ['未写文字', 'No words yet'], gone: ['照片已不在手机上（浏览器数据被清除），请删去后重拍。', 'The picture is no longer on this phone (the browser’s data was cleared). Remove it and take it again.'],
  restored: ['这是上次没写完的，已替您留着。', 'You did not finish this last time; it was kept for you.'], startOver: ['重新写一件', 'Start a new one'], home: ['回首页', 'Home'],
  shot: ['照片 {n}', 'Photo {n}'], pictureWaits: ['等网络', 'Waits for network'], sureDrop: ['删除后找不回来，确定删除？', 'It cannot be brought back. Delete it?'],
  recordVoice: ['录一段语音', 'Record a voice note'], stopVoice: ['录好了', 'Done'], voiceTime: ['已录时间', 'Recorded so far'], voiceLevel: ['音量', 'Loudness'], voiceOn: ['正在录音', 'Recording'],
  voiceNo: ['录音 {n}', 'Voice note {n}'], dropVoice: ['删除录音 {n}', 'Delete voice note {n}'], noMicrophone: ['没有拿到麦克风：请在浏览器里允许使用，或直接打字。', 'No microphone: allow it in the browser, or type instead.'],
} as const satisfies Texts;
