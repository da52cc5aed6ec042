import type { Texts } from '../i18n';

export const PARTS = {
  again: ['再试一次', 'Try again'], loading: ['正在打开…', 'Opening…'], large: ['大字', 'Large type'],
  switchLanguage: ['EN · Switch to English', '中 · 切换到中文'], dictate: ['语音输入', 'Dictate'], stopDictation: ['停止', 'Stop'],
  readAloud: ['朗读', 'Read aloud'], stopReading: ['停止朗读', 'Stop reading'], close: ['关闭', 'Close'], skip: ['跳到主要内容', 'Skip to content'],
  hold: ['按住 {n} 秒', 'Hold for {n} s'], photo: ['照片 {n}', 'Photo {n}'], clip: ['视频 {n}', 'Clip {n}'], voice: ['录音 {n}', 'Voice note {n}'], brand: ['治城', 'Zhicheng'], confirm: ['确定', 'Confirm'],
} as const satisfies Texts;
