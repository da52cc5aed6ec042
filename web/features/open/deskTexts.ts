import type { Texts } from '@shared/i18n';

export const DESK = {
  title: ['信息公开', 'Openness'], back: ['返回大屏', 'Back to the map'], noRole: ['这里由发布人、负责人和督察使用', 'For those who release, manage or audit'],
  waiting: ['待发布', 'Waiting'], overdue: ['逾期', 'Overdue'], shown: ['已公开', 'Public'], withdrawn: ['已撤下', 'Withdrawn'], all: ['全部', 'All'],
  none: ['没有待发布的事项', 'Nothing waits'], noneText: ['月初的数据、多人反映的办结事项、公开过决定的案件会自动出现在这里。', 'Figures of a month, closed matters that many asked about and cases with a public decision come here by themselves.'], nothing: ['没有符合条件的事项', 'Nothing matches'],
  s_proposed: ['待发布', 'Waiting'], s_held: ['暂缓', 'Held back'], s_released: ['已批准', 'Released'], s_shown: ['已公开', 'Public'], s_withdrawn: ['已撤下', 'Withdrawn'],
  due: ['最迟 {d}', 'by {d}'], late: ['已逾期（应于 {d}）', 'overdue since {d}'], namedIs: ['发布人 {who}', 'released by {who}'], nobody: ['没有指定发布人', 'nobody is named'], edition: ['第 {n} 稿', 'edition {n}'],
  release: ['发布', 'Release'], releaseText: ['发布后所有人可见，并显示您的姓名。', 'Everybody will read it, with your name.'], showLater: ['到这一刻再公开（可不填）', 'Show it from (optional)'], hold: ['暂缓', 'Hold back'], holdWhy: ['暂缓理由（公众会看到）', 'Why (the public reads it)'], withdraw: ['撤下', 'Withdraw'], withdrawWhy: ['撤下理由', 'Why'], recount: ['重新统计', 'Count again'], save: ['保存修改', 'Save'], saved: ['已保存', 'Saved'], preview: ['将要公开的内容', 'What will be shown'],
  heading: ['标题', 'Title'], f_said: ['大家说', 'You said'], f_did: ['我们做了', 'We did'], f_intro: ['开头的话（可不填）', 'Words to begin with (optional)'], f_plain: ['用大白话讲', 'In plain words'], f_lesson: ['一句话提醒（可不填）', 'The lesson in a word (optional)'], held: ['暂缓理由：{why}', 'Held back: {why}'], gone: ['撤下理由：{why}', 'Withdrawn: {why}'], digest: ['内容指纹 SHA-256', 'Digest (SHA-256)'],
  photos: ['前后对比照片', 'Before and after'], w_before: ['办理前', 'Before'], w_after: ['办理后', 'After'], when: ['哪个时候', 'When'], masked: ['我已确认：人脸、车牌、门牌都已遮盖', 'I confirm: faces, plates and house numbers are covered'], addPhoto: ['添加照片', 'Add a photo'], remove: ['删除', 'Remove'], coveredBy: ['{who} 确认已遮盖', 'covered, says {who}'],
  history: ['经过', 'History'], bySystem: ['系统', 'the system'], named: ['谁来发布', 'Who releases'], namedText: ['每一类由一个人具名负责；逾期时通知其负责人。', 'One person answers for each kind; when it is late, his head is told.'], change: ['更换', 'Change'], choose: ['选择发布人', 'Choose a person'], area: ['全市', 'the city'], publicPage: ['看公开页', 'See the public page'], choosePub: ['从左边选一项', 'Choose one on the left'],
  k_figures: ['数据公开', 'Figures'], k_cases: ['以案释法', 'Cases explained'], k_answer: ['民有所呼、我有所应', 'You said, we did'],
} as const satisfies Texts;
