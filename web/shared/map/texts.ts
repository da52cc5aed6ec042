import type { Texts } from '../i18n';

export const MAP = {
  failed: ['地图没有打开（浏览器不支持 WebGL）。列表和表单照常可用。', 'The map did not open (no WebGL in this browser). Lists and forms still work.'],
  zoomIn: ['放大', 'Zoom in'], zoomOut: ['缩小', 'Zoom out'], north: ['正北', 'North up'],
} as const satisfies Texts;
