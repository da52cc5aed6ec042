import type { Texts } from '@shared/i18n';

export const TICKETS = {
  lanes: ['工单流转', 'Lanes'], list: ['工单查询', 'Tickets'], empty: ['没有', 'None'], emptyLane: ['无', 'None'], more: ['还有 {n} 件', '{n} more'],
  timeline: ['全过程', 'Timeline'], why: ['为什么派这一组', 'Why this crew'], runnerUp: ['次选：{name}，代价高 {n}', 'Next best: {name}, cost +{n}'], runnerUpNeeded: ['次选：{name}，单看代价低 {n}，但别处更需要', 'Next best: {name}, cost −{n} alone, but needed elsewhere'], route: ['行车 {t}', '{t} by road'],
  clocks: ['时限', 'Clocks'], running: ['计时中', 'running'], done: ['已完成', 'done'], held: ['已暂停', 'held'], late: ['已超期', 'late'], conditions: ['立结案条件', 'Conditions'], fileCondition: ['立案条件', 'File when'], closeCondition: ['结案条件', 'Close when'],
  limit: ['时限规定', 'Limit'], reports: ['诉求 {n} 件', 'Reports: {n}'], unit: ['处置单位', 'Unit'], crew: ['队组', 'Crew'], source: ['来源', 'Source'], opened: ['立案时间', 'Opened'], due: ['截止', 'Due'], left: ['剩余', 'Left'],
  rule: ['依据', 'By'], by: ['经办', 'By'], actions: ['可办理', 'Allowed now'], noActions: ['现在没有您可办理的步骤。', 'There is nothing for you to do here now.'], confirm: ['确认', 'Confirm'], cancel: ['取消', 'Cancel'], missing: ['请填写：{what}', 'Please fill in: {what}'],
  reason: ['理由', 'Reason'], condition: ['适用条件', 'Condition'], new_due_at: ['新的截止时间', 'New due time'], resume_on: ['恢复日期', 'Resume on'], photo: ['照片', 'Photo'], text: ['说明', 'Text'], what: ['申请什么', 'Ask for'], askExtend: ['延时', 'More time'], askHold: ['挂账', 'Hold'], askReturn: ['回退', 'Return'], other: ['关联工单号', 'Other ticket'], photoHint: ['拍照或选择照片', 'Take or choose a photo'], uploaded: ['已上传 {n} 张', '{n} uploaded'],
  fast: ['快速通道', 'Fast lane'], urged: ['催办', 'Urged'], recurrence: ['复发自 {no}', 'Recurrence of {no}'], close: ['关闭', 'Close'], onMap: ['在地图上看', 'Show on map'], copyLink: ['复制链接', 'Copy link'],
  search: ['搜索工单号、地址、内容', 'Number, address, words'], state: ['状态', 'State'], lamp: ['时限灯', 'Lamp'], matter: ['事项', 'Matter'], street: ['街道', 'Street'], from: ['从', 'From'], to: ['到', 'To'], export: ['导出', 'Export'], clear: ['清除条件', 'Clear filters'],
  lookingBack: ['正在查找更早的工单…', 'Looking through older tickets…'], loadMore: ['再显示 50 条', 'Show 50 more'], count: ['共 {n} 件', '{n} in all'], countIt: ['数一数', 'Count'], no: ['工单号', 'Number'], address: ['地址', 'Address'], noneFound: ['没有符合条件的工单', 'No ticket matches'], noneFoundText: ['放宽时间或去掉一个条件再试。', 'Widen the period or drop a filter.'],
  photos: ['照片', 'Photos'], citizen: ['市民', 'Citizen'], person: ['人员', 'Person'], device: ['设备', 'Device'], auto: ['规则', 'Rule'], share: ['本页条件已在网址里，可直接分享。', 'The filters are in the address: share the link.'], priority: ['优先级', 'Priority'], end: ['已到底', 'That is all'], manage: ['管理', 'Manage'], waiting: ['待补上报', 'Intake'], review: ['感知复核', 'Review'], cameras: ['摄像机', 'Cameras'],
} as const satisfies Texts;
