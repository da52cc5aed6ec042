import type { Texts } from '@shared/i18n';

export const DISPATCH = {
  jobs: ['任务', 'Jobs'], me: ['我的', 'Me'], noJobs: ['现在没有任务', 'No jobs now'], noJobsText: ['有新任务时手机会响；请保持在岗并打开定位。', 'Your phone will tell you. Stay on shift with location on.'],
  noCases: ['可能立案的任务会派给别的小组', 'Jobs that may become a case go to other crews'], noCasesText: ['证件更新后，请管理者在人员名册里登记。', 'Once renewed, ask a manager to enter the certificate in the staff register.'],
  heldNoCases: ['您拿着这部手机。这个小组有效执法证不足两本，任务会派给别的小组：换一部手机试试。', 'You hold this phone. This crew is short of valid certificates, so jobs go to others: try another phone.'],
  offShift: ['您还没有上班', 'You are not on shift'], offShiftText: ['在“我的”里点名上班，才会收到任务。', 'Start your shift under “Me” to receive jobs.'],
  handle: ['处置', 'Handle'], verify: ['核实', 'Verify'], recheck: ['核查', 'Re-check'], offered: ['新任务', 'New job'], accepted: ['已接', 'Accepted'], arrived: ['已到场', 'On the spot'], handled: ['已处置', 'Handled'], done: ['已完成', 'Done'],
  answerIn: ['{t} 内答复', 'Answer in {t}'], overdue: ['已过答复时间', 'Answer overdue'], travel: ['行程 {t}', '{t} away'], why: ['为什么派给您', 'Why you'], closeWhen: ['结案条件', 'Closes when'], fileWhen: ['立案条件', 'File when'], contact: ['联系人', 'Contact'], call: ['拨打', 'Call'],
  twoCertificates: ['可能立案查处：需两名持证执法人员在场。', 'May become a case: two certified officers must be present.'],
  accept: ['接单', 'Accept'], decline: ['不能去', 'Decline'], arrive: ['我到了', 'I am here'], submitHandled: ['处置完成', 'Handled'], verified: ['属实', 'It is there'], not_found: ['未发现', 'Not found'], passed: ['核查通过', 'Passed'], failed: ['不通过', 'Failed'],
  declineWhy: ['为什么不能去？', 'Why can you not go?'], r1: ['正在办别的任务', 'Busy with another job'], r2: ['车辆或路况原因', 'Vehicle or road'], r3: ['需要另一类队组', 'Needs another crew'], r4: ['其他', 'Other'],
  photos: ['现场照片', 'Photos'], needPhoto: ['请先拍照，再提交结果。', 'Take a photo first.'], takePhoto: ['拍照', 'Take photo'], needText: ['请写一句说明。', 'Write one sentence first.'], note: ['说明', 'Note'], noteHint: ['做了什么、现场怎样', 'What you did, how it looks'], result: ['结果', 'Result'], before: ['来件照片', 'Their photos'],
  route: ['路线', 'Route'], back: ['返回', 'Back'], queued: ['{n} 条待发送', '{n} waiting to send'], offline: ['没有网络：已保存在手机上，联网后自动发送', 'Offline: kept on the phone, sent when back'], sent: ['已发送', 'Sent'], refused: ['没有被接受', 'Not accepted'], dismiss: ['知道了', 'Got it'],
  waitingUpload: ['上传中…', 'Uploading…'], waiting: ['等待下一步', 'Waiting'], jobGone: ['这项任务已结束或已改派。', 'This job is finished or was reassigned.'],
  trouble: ['遇到麻烦', 'Trouble here'], troubleHint: ['按住 1.5 秒：发送位置，呼叫最近的队组', 'Hold 1.5 s: sends the place and calls the nearest crews'], troubleSent: ['已呼叫支援', 'Help is called'], troubleWho: ['{crew} 约 {n} 分钟到', '{crew} in about {n} min'], troubleNobody: ['已通知指挥中心，附近没有空闲队组。', 'The centre knows; no crew is free nearby.'],
  callMine: ['您的小组正在求助', 'Your crew has called for help'], callOther: ['{crew} 在求助，请赶去', '{crew} needs help: please go'], callMinutes: ['约 {n} 分钟路程', 'about {n} min away'], withdraw: ['没事了，撤回', 'All right again: take it back'], withdrawSure: ['确定大家都没事了？', 'Is everybody all right?'], withdrawYes: ['确定撤回', 'Take it back'], withdrawNo: ['还没有', 'Not yet'],
  simulated: ['模拟器正在操作这部手机。', 'The simulator works with this phone.'], take: ['我来操作', 'Take over'], giveBack: ['交还', 'Give back'],
  heldWaiting: ['您拿着这部手机，附近很快会有任务。任务到手后，城市会从 {usual}× 放慢下来，让您来得及看。', 'You hold this phone; a job nearby comes soon. With a job in hand the city slows down from {usual}×, so that you can read it.'],
  heldWorking: ['任务在您手上：城市从 {usual}× 放慢到 {n}×，规则不变，5 分钟的接单时限您约有 1 分钟。', 'A job is in your hands: the city runs at {n}× instead of {usual}×. Same rules: 5 minutes to answer are about 1 of yours.'],
  linkDone: ['已经收到，谢谢', 'Received, thank you'], linkDoneText: ['结果已交给监督中心，会有人到现场核查。这个链接不能再用，可以关闭本页。', 'The supervision centre has your result and will send somebody to check. The link is used up; you can close this page.'],
  noMap: ['没有网络，地图暂时看不到；地址在下面。', 'No network, so no map just now; the address is below.'],
  newJob: ['新任务：{what}', 'New job: {what}'], noPlace: ['没有取得定位', 'No location'],
} as const satisfies Texts;
