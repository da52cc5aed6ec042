import type { Texts } from '@shared/i18n';

export const REPORTS = {
  title: ['随手报', 'Report it'], slogan: ['看到问题，拍一张，三步交给城市', 'See it, snap it, hand it to the city in three taps'],
  start: ['拍照上报', 'Take a photo and report'], startMap: ['先选地点', 'Place first'], startText: ['先写一句', 'Words first'], quick: ['常见问题，点一下即填', 'Common problems: one tap fills it in'], noPhoto: ['没有照片，直接写', 'No photo, just write'], nearby: ['附近已知', 'Known nearby'], neighbourhood: ['社区共治', 'My neighbourhood'],
  sell: ['哪里能摆摊', 'Where may I sell?'], myReports: ['查进度', 'Track a report'], recent: ['我上报的', 'My reports'],
  step1: ['现场照片', 'Photo'], step2: ['在哪里', 'Where'], step3: ['什么事', 'What'], addPhoto: ['再拍一张', 'Add another'],
  addVideo: ['拍短视频', 'Short video'], takePhoto: ['拍照', 'Take photo'], remove: ['删去这张', 'Remove'], uploading: ['正在上传…', 'Uploading…'],
  locating: ['正在取得位置…', 'Finding where you are…'], useGps: ['用我的位置', 'Use my location'], pickOnMap: ['在地图上选', 'Pick on the map'],
  placeText: ['地点描述', 'Describe the place'], placeHint: ['例如：学院路 12 号门口', 'e.g. in front of 12 Xueyuan Road'],
  noGps: ['没有取得定位。请在地图上点选，或写下路名和门牌。', 'No location. Tap the map or write the road and number.'],
  placeOk: ['位置已确认', 'Place confirmed'], moveMap: ['点一下地图，把针放到问题所在处', 'Tap the map where the problem is'], useHere: ['就在这里', 'Use this place'],
  what: ['说说是什么情况', 'Say what is wrong'], whatHint: ['例如：路口堆了一堆建筑垃圾，挡住了盲道', 'e.g. building rubble on the corner blocks the tactile paving'],
  category: ['看起来是', 'Looks like'], sure: ['把握 {p}', '{p} sure'], change: ['不对，换一个', 'Not that'], search: ['搜索类别', 'Search categories'],
  known: ['已经有人报过了', 'Already reported'], knownText: ['{name} · 约 {d} · {n} 人关注', '{name} · about {d} · {n} following'],
  follow: ['关注这一件', 'Follow this one'], different: ['不是同一件，继续上报', 'It is another one, go on'],
  under14: ['我未满 14 周岁', 'I am under 14'], under14Text: ['可以上报，不用留自己的姓名和手机号。想收到结果，请监护人留手机号并同意。', 'You can report without your own name or phone. To hear the result, your guardian gives a phone and agrees.'], guardianPhone: ['监护人手机号（选填）', 'Guardian’s phone (optional)'],
  consents: ['我是监护人，同意用这个手机号接收办理进展', 'I am the guardian and agree that this phone is told how it goes'], anonymous: ['不留手机号就是匿名：没有短信通知，也没有积分；凭回执号和查询码仍能查进度。', 'Without a phone you are anonymous: no text messages and no points; your receipt and its code still show how it goes.'], phoneNeeded: ['本市要求留手机号，用来核实和通知结果。', 'This city asks for a phone, to check and to tell you the result.'],
  sameThing: ['是不是同一件事？', 'Is this the same thing?'], sameText: ['约 {d}外，{when}有人报过，{n} 人关注', 'About {d} away, reported on {when}, {n} following'], mine: ['我的', 'Mine'], noWords: ['（没有写文字）', '(no words)'],
  myPhoto: ['我拍的照片', 'My photo'], theirPhoto: ['已报问题的照片，人脸和车牌已遮挡', 'Photo of the known problem, faces and plates covered'], sameFollow: ['是同一件，我也关注', 'The same: follow it'], nth: ['第 {i} 件，共 {n} 件', '{i} of {n}'],
  phone: ['手机号（选填，办好了通知您）', 'Phone (optional, to tell you the result)'], more: ['补充信息', 'More'],
  send: ['提交', 'Send'], sending: ['正在提交…', 'Sending…'], needText: ['请拍一张照片，或写一句话说明情况。', 'Add a photo or write one sentence.'],
  needPlace: ['请确认地点：定位、点地图，或写下路名。', 'Please give the place: location, map, or the road name.'],
  thanks: ['收到了，谢谢您', 'Received. Thank you'], receipt: ['回执号', 'Receipt'], answerBy: ['预计 {t} 前答复', 'We answer by {t}'],
  trackIt: ['查看进度', 'Follow progress'], another: ['再报一件', 'Report another'], keepLink: ['保存这个链接，随时能看进展', 'Keep this link to see how it goes'],
  copy: ['复制链接', 'Copy link'], copied: ['已复制', 'Copied'], share: ['分享', 'Share'],
  nobody: ['附近没有正在处理的问题', 'Nothing is open nearby'], nobodyText: ['看到问题就拍一张，您会是第一个。', 'If you see a problem, be the first to report it.'],
  trackTitle: ['办理进度', 'Progress'], expected: ['预计 {d} 办好', 'Expected by {d}'], handledBy: ['承办单位', 'Handled by'], finished: ['已办好', 'Done'], inProgress: ['办理中', 'In progress'],
  before: ['处理前', 'Before'], after: ['处理后', 'After'], followers: ['{n} 人关注', '{n} following'], rateTitle: ['办得怎么样？', 'How was it?'],
  rateText: ['想说一句（选填）', 'A word (optional)'], rateSend: ['提交评价', 'Send rating'], rated: ['您的评价', 'Your rating'], voice: ['投诉 · 表扬', 'Complain · Praise'], openCity: ['城市公开', 'Open city'], openCameras: ['监控点位公示', 'Where cameras are'], contestTitle: ['没有办好？', 'Not done well?'], contestUntil: ['{d} 前可以提出一次异议，会另立工单、重新计时办理。', 'You may contest it once until {d}; a new ticket with its own clock looks at it again.'], contestOpen: ['提出异议', 'Contest the result'], contestReason: ['哪里没有办好？', 'What is not right?'], contestSend: ['提交异议', 'Send'], contested: ['异议已收到', 'Your objection was received'], contestedText: ['新的受理号 {no}，请保存。', 'Its own receipt is {no}; please keep it.'], contestTrack: ['查看新的进度', 'Track it'], thanksRating: ['谢谢评价', 'Thank you'],
  score: ['{n} 星', '{n} stars'], notFound: ['没有找到这张回执', 'Receipt not found'], enterReceipt: ['输入回执号', 'Enter the receipt number'], code: ['查询码', 'Tracking code'],
  look: ['查询', 'Look up'], you: ['您说', 'You wrote'], home: ['首页', 'Home'], back: ['返回', 'Back'], map: ['地图', 'Map'], staff: ['工作人员登录', 'Staff'], demo: ['看演示', 'Demo'],
  kept: ['附近的问题会显示在地图上；位置已作模糊处理。', 'Open problems near you; places are rounded.'], waitingNext: ['下一步', 'Next'],
} as const satisfies Texts;

/** In one tap; a citizen who writes English sends English, and the classifier is asked with it. */
export const QUICK = {
  rubble: ['堆放建筑垃圾', 'Building rubble'], rubbish: ['垃圾没有清理', 'Rubbish left lying'], stall: ['占道摆摊', 'Stall on the pavement'], parking: ['机动车违停', 'Car parked where it may not'],
  advert: ['乱贴小广告', 'Posters stuck on walls'], road: ['路面破损', 'Broken road surface'], cover: ['井盖损坏', 'Broken manhole cover'], light: ['路灯不亮', 'Street light out'],
} as const satisfies Texts;
