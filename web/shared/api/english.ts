// The server refuses in Chinese sentences. Those that a person can meet on these faces stand here in English, with what the
// sentence names; a sentence that is not here is replaced by what its status says, never shown in the wrong language.

const WORDS: Readonly<Record<string, string>> = {
  理由: 'a reason', 照片: 'a photo', 处置说明: 'a note', 说明: 'a note', 立案条件: 'a filing condition', 处置单位: 'a unit', 新的时限: 'a new due time',
  恢复日期: 'a day to resume', 事项类别: 'the matter', 位置: 'the place',
};
const words = (list = ''): string => list.split('、').map((w) => WORDS[w] ?? w).join(', ');

type Line = readonly [RegExp, string | ((...found: string[]) => string)];

const LINES: readonly Line[] = [
  [/^请先登录。$/, 'Please sign in first.'],
  [/^请先完成第二重验证/, 'Complete the second step of signing in first.'],
  [/^.*还缺：?(.+?)(，不能继续)?。$/, (_, what) => `Still missing: ${words(what)}.`],
  [/^处置人不得核查、结案自己处置的工单。$/, 'Nobody checks or closes what he handled himself.'],
  [/^时限已过，不能再申请/, 'The limit is over: it is too late to ask for more time, a hold or a return.'],
  [/^.*由 (.+) 办理，您没有这个角色。$/, (_, who) => `This step is for: ${who ?? ''}. You do not have that role.`],
  [/^您没有权限/, 'You may not do this. Ask your administrator if you need to.'],
  [/当前状态「.+」不能执行/, 'This step is not possible in the present state. Read it again.'],
  [/已被他人处理|刚被他人更新/, 'Somebody else was faster. Read it again and retry.'],
  [/^没有这个工单，或不在您的辖区。$/, 'There is no such ticket, or it is not in your area.'],
  [/^这件事不存在或已办结/, 'This is closed already. If the problem is still there, please report it again.'],
  [/^这件事已办结/, 'This is closed. If the problem is back, please report it again.'],
  [/^受理号或查询码不正确/, 'The receipt number or the code is wrong. Compare them with your receipt.'],
  [/^上报过于频繁/, 'Too many reports. Please try again in a minute.'],
  [/^(?:照片|视频|文件).*超过 (\d+) MB/, (_, n) => `The file is larger than ${n ?? ''} MB. Make it smaller and try again.`],
  [/^不支持 (\S+) 格式/, (_, kind) => `${kind ?? ''} is not supported. Send a JPEG, PNG or WebP photo.`],
  [/^文件不是可读的照片/, 'The file is not a readable photo (judged by its content). Take it again.'],
  [/^照片 (.+) 像素过大/, (_, size) => `The photo of ${size ?? ''} pixels is too large. Make it smaller.`],
  [/^照片不存在或已用于另一条上报/, 'A photo is missing or belongs to another report. Upload it again.'],
  [/^文字有 (\d+) 字，最多 (\d+)/, (_, n, most) => `The text has ${n ?? ''} characters, at most ${most ?? ''}. Shorten it.`],
  [/^既没有位置也没有内容/, 'Say at least where it is or what happened.'],
  [/不在本市范围内|不在地球上|占位值/, 'That point is not in this city. Choose the place on the map.'],
  [/^评分为 1 到 5/, 'Give one to five stars.'],
  [/^已经评价过了/, 'You have rated this already.'],
  [/^办结以后才能评价/, 'You can rate it once it is closed.'],
  [/^新的时限应晚于/, 'The new due time must be later than the present one.'],
  [/^恢复日期应在今天之后/, 'The day to resume must be after today.'],
  [/^没有这个任务，可能已改派/, 'This job is gone; it may have been given to another crew.'],
  [/^这个任务不是派给您的/, 'This job is not for your crew.'],
  [/^链接已使用或任务已收回/, 'This link was used, or the job was taken back.'],
  [/^链接无效/, 'This link is not valid.'],
  [/^只有在岗小组可以发出求助/, 'Only a crew on shift can call for help. Start your shift first.'],
  [/^只有外勤人员可以绑定手机/, 'Only field staff can bind a phone.'],
  [/^PIN 应为/, 'The PIN has 4 to 8 digits.'],
  [/^PIN 不正确，还可以试 (\d+) 次/, (_, n) => `Wrong PIN. ${n ?? ''} tries left.`],
  [/^PIN 错误次数过多|^这台手机没有绑定/, 'This phone is not bound (any more). Sign in with your password and bind it again.'],
];

/** English for a refusal of the server; null when we have none. */
export function inEnglish(sentence: string): string | null {
  for (const [pattern, say] of LINES) {
    const found = pattern.exec(sentence);
    if (found !== null) return typeof say === 'string' ? say : say(...found);
  }
  return /[\u4e00-\u9fff]/.test(sentence) ? null : sentence;
}
