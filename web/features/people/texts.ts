import type { Texts } from '@shared/i18n';

export const PEOPLE = {
  signIn: ['工作人员登录', 'Staff sign-in'], user: ['用户名', 'User name'], password: ['密码', 'Password'], enter: ['登录', 'Sign in'], code: ['验证器里的 6 位数字', 'Six digits from your authenticator'], codeTitle: ['第二步：动态码', 'Second step: one-time code'], verify: ['验证', 'Verify'],
  wrong: ['用户名或密码不对。请核对后再试；连续输错会暂时锁定。', 'Wrong user name or password. Check and try again; repeated errors lock the account for a while.'], wrongCode: ['动态码不对或已过期，请等下一组再输。', 'That code is wrong or has expired. Wait for the next one.'],
  throttled: ['尝试太多次，已暂时锁定。请 5 分钟后再试，或联系本单位管理员。', 'Too many tries: locked for a while. Try again in 5 minutes, or ask your administrator.'], demo: ['演示账号（一键进入）', 'Demo accounts (one click)'], back: ['返回', 'Back'], out: ['退出', 'Sign out'], citizen: ['我是市民，去随手报', 'I am a citizen'],
  lead: ['一件小事，从街头走到办结', 'One small thing, from the street to done'], noFace: ['您的账号没有可用的工作台。请联系管理员分配角色。', 'Your account has no workplace. Ask your administrator for a role.'],
  shift: ['班次', 'Shift'], start: ['点名上班', 'Start shift'], break: ['休息', 'Break'], resume: ['结束休息', 'Resume'], end: ['下班', 'End shift'], on: ['在岗', 'On shift'], off: ['未上班', 'Off'], onBreak: ['休息中', 'On a break'], pin: ['本班 PIN（如已设置）', 'Shift PIN (if set)'],
  sharing: ['位置共享中', 'Location shared'], notSharing: ['位置未共享', 'Location not shared'], sharingText: ['只在上班时共享，休息和下班后停止；您可以随时看到自己的轨迹。', 'Only on shift; never in breaks or after. You can see your own track.'], crew: ['队组', 'Crew'], vehicle: ['车辆', 'Vehicle'],
  today: ['今天：我与中队', 'Today: me and the squad'], doneJobs: ['完成', 'Done'], busy: ['忙碌', 'Busy'], km: ['行程', 'Distance'], minutes: ['{n} 分', '{n} min'], kilometres: ['{n} 公里', '{n} km'], jobsN: ['{n} 件', '{n}'], median: ['中队中位 {v}', 'squad {v}'], of: ['{n} 人', '{n} people'],
} as const satisfies Texts;
