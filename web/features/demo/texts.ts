import type { Texts } from '@shared/i18n';

export const DEMO = {
  title: ['一件小事的旅程', 'The journey of one small thing'], lead: ['街边有个问题，有人拍了一张照片。看它怎样被感知、派人、处置、核查、办结。', 'One photo from the street: placed, sent, handled, checked, closed.'],
  citizen: ['市民手机', 'Citizen'], command: ['指挥中心', 'Command centre'], field: ['队员手机', 'Officer'], record: ['全程记录', 'The record'],
  takeOver: ['我来操作', 'Take over'], yours: ['您在操作', 'You are in charge'], simulated: ['模拟演示中', 'Simulated'], now: ['正在发生', 'Happening now'], who: ['谁', 'Who'], why: ['为什么', 'Why'], rule: ['依据', 'Rule'],
  starting: ['演示马上开始…', 'The demo is about to start…'], again: ['换一件，重新看', 'Start another'], openFace: ['单独打开', 'Open alone'],
  lawfulTag: ['依法不予追究', 'Lawful: left alone'], notNowTag: ['合法地点，看时间', 'Lawful place, which hour?'], lawfulWait: ['稍后会有一处摊点被摄像机看见：它在合法的地点和时间里。', 'Soon a camera will see a stall: in a lawful place, at a lawful hour.'],
  checkTag: ['记录改得动吗？', 'Can the record be changed?'], checkText: ['在数据库里随便改一个状态，再按“核对”。', 'Change any state in the database, then press Check.'], check: ['核对', 'Check'], checking: ['正在核对…', 'Checking…'], copySql: ['复制 SQL', 'Copy SQL'], copied: ['已复制', 'Copied'], file: ['数据库文件', 'Database file'],
  sound: ['没有发现改动：{events} 条事件与现状一致（{s} 秒）', 'Nothing was changed: {events} events agree with the tables ({s} s)'], culprit: ['找到 {n} 处改动', '{n} change(s) found'], inTable: ['表里', 'in the table'], inRecord: ['记录', 'in the record'],
  faces: ['进入各工作台', 'Open the faces'], noEvents: ['第一条记录马上出现。', 'The first row will appear in a moment.'], seq: ['第 {n} 条', '#{n}'], ticketNo: ['工单 {no}', 'Ticket {no}'], done: ['旅程走完了', 'The journey is complete'], hint: ['模拟人员正在操作；点“我来操作”由您接管。', 'A simulated person is working here; press “Take over” to do it yourself.'], map: ['指挥', 'Command'], waiting: ['等待中', 'Waiting'], running: ['进行中', 'Running'],
} as const satisfies Texts;
