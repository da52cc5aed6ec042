import type { Texts } from '@shared/i18n';

export const SOCIAL = {
  title: ['网络帖文判读', 'Social posts'], back: ['回到指挥中心', 'Back to command'], noRole: ['网络帖文由受理员判读。', 'Acceptors read social posts.'],
  posts: ['待判读', 'To be read'], empty: ['没有待判读的帖文', 'No post waits'], emptyText: ['把握大的已自动转为上报，不相关的不留原文；拿不准的会出现在这里。', 'What was sure became a report by itself, what concerns nobody left no words; what is in doubt appears here.'],
  keys: ['Y 转上报 · N 不相关 · J/K 上下', 'Y report · N not for us · J/K next, previous'],
  accept: ['转上报', 'Make it a report'], drop: ['不相关', 'Not for us'], original: ['看原帖', 'The post itself'], percent: ['相关度 {n}%', '{n} % relevant'], by: ['{who} 发于 {when}', '{who}, {when}'], nobody: ['匿名', 'Nameless'], noPlace: ['没有认出地点', 'No place found'], why: ['为什么', 'Why'],
  accepted: ['已转为上报 {no}', 'It is report {no} now'], dropped: ['已标为不相关，原文不留存', 'Not for us: its words are forgotten'],
  figures: ['近 {n} 天', 'The last {n} days'], taken: ['自动转上报', 'Reports by themselves'], yes: ['受理员转上报', 'Made reports by acceptors'], no: ['受理员判不相关', 'Not for us, acceptors say'], passed: ['自动判不相关（不留原文）', 'Concerned nobody (no words kept)'], agree: ['拿不准的帖文里，约 {low}%～{high}% 是我们该管的（95% 区间）', 'Of those in doubt some {low} to {high} % are for us (95 in 100)'],
  feeds: ['来源', 'Feeds'], noFeeds: ['还没有来源：zhicheng social follow 名称 地址，或 zhicheng social take 文件 --feed 名称', 'No feed yet: zhicheng social follow NAME ADDRESS, or zhicheng social take FILE --feed NAME'], failing: ['连续失败 {n} 次', 'Failed {n} times in a row'], fine: ['正常', 'Fine'],
} satisfies Texts;

export const REASONS = {
  matter: ['像某类事项', 'Like one of our matters'], complaint: ['反映问题的说法', 'Words of a complaint'], more_complaint: ['多处反映问题', 'More of them'], place: ['地点在本市', 'A place in this city'], address: ['写了门牌地址', 'An address'], street: ['说的是街面上的事', 'Something in the street'], picture: ['有照片', 'A picture'],
  advertising: ['像广告', 'Like an advertisement'], news: ['像新闻通稿', 'Like a press release'], content: ['像闲聊或表扬', 'Like chat or praise'], elsewhere: ['说的是外地', 'Another city'], repeated: ['转发', 'A repost'], private: ['家里或个人的事', 'Somebody’s own affair'], too_short: ['字太少', 'Too short'],
} satisfies Texts;
