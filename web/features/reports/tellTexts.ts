import type { Texts } from '@shared/i18n';

export const TELL = {
  title: ['每一步告诉我', 'Tell me at each step'],
  text: ['每一步一条，只写回执号和进展，不写地址和姓名。', 'One message a step: the receipt and the step, no address and no name.'],
  push: ['这台设备的通知', 'Notifications on this device'], sms: ['短信 {p}', 'Text message {p}'], wechat: ['微信', 'WeChat'],
  turnOn: ['开通', 'Turn on'], stop: ['停用', 'Stop'], stopAll: ['都不要再通知我', 'Stop telling me'],
  on: ['已开通', 'On'], resultOnly: ['只通知结果', 'The result only'], elsewhere: ['另有 {n} 台设备在接收。', '{n} other devices are told, too.'],
  bindType: ['请打开本市的微信小程序，输入绑定码 {c}，10 分钟内有效。', 'Open the city’s mini program in WeChat and type {c}; it is good for 10 minutes.'], bindOpen: ['打开微信小程序完成绑定', 'Open the mini program in WeChat'], bindUntil: ['（10 分钟内有效）', '(good for 10 minutes)'],
  unsupported: ['这个浏览器不支持通知，请改用短信，或凭回执号查进度。', 'This browser shows no notifications: use text messages, or look it up with your receipt.'],
  home: ['请先把本页添加到主屏幕，从主屏幕打开后再开通；也可以改用短信。', 'First add this page to your home screen and open it from there, or use text messages.'],
  denied: ['您没有允许通知，可以在浏览器设置里允许后再开通，或改用短信。', 'Notifications are not allowed: allow them in the browser’s settings, or use text messages.'],
  unreachable: ['浏览器现在连不上它的推送服务，请稍后再试，或改用短信；凭回执号随时能查。', 'Your browser cannot reach its push service now: try later, or use text messages; your receipt always shows how it goes.'],
  stopping: ['正在停止…', 'Stopping…'], stopped: ['已停止通知', 'You are told no more'], stoppedText: ['上报 {r} 不再通知您；办理照常进行，凭回执号和查询码随时能查。', 'Nothing more is sent about {r}. It is handled all the same; receipt and code still show how it goes.'],
  undo: ['点错了，继续通知我', 'That was a slip, keep telling me'], resumed: ['已恢复通知', 'You are told again'], resumedText: ['上报 {r} 的进展会继续告诉您。', 'You will hear how {r} goes on.'], pushAgain: ['想再接收，请在进展页重新开通。', 'To be told again, turn it on on its page.'], track: ['查进度', 'Track it'],
} as const satisfies Texts;
