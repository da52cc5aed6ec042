import { ROLES, type Texts } from '@shared/i18n';

export const MANAGE = {
  title: ['管理', 'Manage'], organisations: ['机构', 'Units'], staff: ['人员', 'People'], crews: ['班组', 'Crews'], responsibilities: ['责任', 'Responsibilities'], fastLane: ['快速通道', 'Fast lane'], conditions: ['立结案标准', 'Conditions'], sensors: ['传感器', 'Sensors'], jobs: ['后台任务', 'Background jobs'], deadLetters: ['死信', 'Dead letters'], sections: ['管理栏目', 'Sections'],
  search: ['搜索', 'Search'], table: ['列表，可滚动', 'List; it scrolls'], clear: ['清除条件', 'Clear filters'], shared: ['条件已在网址里，可直接分享。', 'The filters are in the address: share the link.'], total: ['共 {n} 条', '{n} in all'], more: ['只显示前 {n} 条，请缩小条件。', 'Only the first {n} are shown; narrow the filter.'],
  import: ['导入表格', 'Import sheet'], exportXlsx: ['导出 Excel', 'Export Excel'], exportCsv: ['导出 CSV', 'Export CSV'], template: ['空白表', 'Empty sheet'], history: ['变更记录', 'Changes'],
  previewOf: ['导入「{file}」会改变什么', 'What “{file}” would change'], putIn: ['确认导入', 'Put into force'], cancel: ['取消', 'Cancel'], close: ['关闭', 'Close'], nothing: ['这张表与现状完全一致，没有要改的。', 'This sheet says what is there already: nothing to change.'], wrongTitle: ['有 {n} 处有误，整张表都不会写入', '{n} mistakes: nothing of the sheet will be written'], wrongText: ['请在表里改好后重新选择文件。', 'Correct them in the sheet and choose the file again.'],
  added: ['新增', 'New'], changed: ['修改', 'Changed'], same: ['不变', 'Unchanged'], gone: ['移除', 'Removed'], row: ['行', 'Row'], field: ['列', 'Column'], reason: ['原因', 'Reason'], before: ['原来', 'Before'], after: ['改为', 'After'], empty: ['（空）', '(empty)'], done: ['已生效：新增 {a}，修改 {c}，移除 {g}', 'In force: {a} new, {c} changed, {g} removed'],
  who: ['谁', 'Who'], when: ['何时', 'When'], what: ['什么', 'What'], noHistory: ['还没有变更记录', 'No changes yet'], noHistoryText: ['每次导入或修改都会记在这里：谁、何时、改前、改后。', 'Every import and change is kept here: who, when, before, after.'], older: ['更早的', 'Older'],
  name: ['名称', 'Name'], kind: ['类型', 'Kind'], parent: ['上级单位', 'Under'], area: ['辖区', 'Area'], phone: ['电话', 'Phone'], hasPhones: ['配手机', 'Has phones'], link: ['一次性链接', 'One-time links'], frontage: ['门前三包责任段', 'Frontage duty'], yes: ['是', 'Yes'], no: ['否', 'No'],
  number: ['工号', 'Number'], person: ['姓名', 'Name'], unit: ['单位', 'Unit'], roles: ['角色 · 辖区', 'Roles · area'], role: ['角色', 'Role'], purpose: ['用途', 'Purpose'], certificate: ['执法证', 'Certificate'], crew: ['班组', 'Crew'], login: ['登录', 'Log-in'], canLogin: ['可登录', 'Can log in'], noPassword: ['未发密码', 'No password yet'], noAccount: ['无账号', 'No account'], left: ['已离职', 'Left'], working: ['在职', 'Working'], showLeft: ['看离职人员', 'Show who left'],
  daysLeft: ['剩 {n} 天', '{n} days left'], expired: ['过期 {n} 天', 'Expired {n} days ago'], redCount: ['30 天内到期或已过期 {n} 人', '{n} expired or ending within 30 days'], yellowCount: ['90 天内到期 {n} 人', '{n} ending within 90 days'], allPapers: ['全部证件', 'All certificates'], red: ['30 天内到期或过期', 'Expired or within 30 days'], yellow: ['90 天内到期', 'Within 90 days'], green: ['有效', 'Valid'], grey: ['无证', 'None'], assistantNote: ['协管员不计入执法人员', 'Assistants never count as officers'],
  newPassword: ['发放密码', 'Issue password'], passwordTitle: ['{name} 的新密码', 'New password of {name}'], passwordText: ['只显示这一次。请当面交给本人，首次登录还要设置动态口令。', 'Shown this once. Hand it over in person; the first log-in also sets up a second factor.'], passwordSure: ['旧密码会立即失效，确定重发吗？', 'The old password stops working at once. Issue a new one?'],
  members: ['成员', 'Members'], vehicle: ['车辆', 'Vehicle'], today: ['今日班次', 'Shift today'], noShift: ['今日无班', 'None today'], weekly: ['每周班次', 'Weekly shifts'], state: ['状态', 'State'], certified: ['有效执法证 {n} 本', '{n} valid certificates'], tooFew: ['有效执法证 {n} 本，不能单独立案查处', '{n} valid certificates: cannot open a case alone'], noMembers: ['没有成员，派不出去', 'No members: can be sent nowhere'],
  matter: ['事项', 'Matter'], allMatters: ['全部事项', 'All matters'], wholeCity: ['全市', 'Whole city'], nobody: ['{names}：有的事项没有责任单位，会停在待派遣', '{names}: some matters have no unit; their tickets would stay undispatched'], class: ['大类', 'Class'], fileIf: ['立案条件', 'File when'], closeIf: ['结案条件', 'Close when'], limit: ['处置时限', 'Limit'], competent: ['主管部门', 'Competent'],
  laneHint: ['快速通道：审核席确认视同核实，规则账号受理、立案、派遣；核查和结案仍由别人。下面是近 {n} 天两条通道的实绩，并排比较后再决定。新工单按新设置，在办的不变。', 'Fast lane: a confirmation at the desk counts as verification, a rule account accepts, files and dispatches; checking and closing stay in other hands. Below, what both lanes achieved in {n} days. New tickets follow a change, open ones keep their lane.'], isOpen: ['快速通道', 'Fast lane'], inherit: ['随上级', 'Inherit'], openLane: ['开通', 'Open'], closeLane: ['关闭', 'Closed'], fast: ['快', 'Fast'], slow: ['普', 'Slow'], tickets: ['工单', 'Tickets'], toDispatch: ['到派遣（中位，分）', 'To dispatch (median, min)'], toSpot: ['到现场（中位，分）', 'To the spot (median, min)'], toClose: ['到结案（中位，分）', 'To close (median, min)'], onTime: ['按期', 'On time'], rework: ['返工', 'Rework'], returned: ['回退', 'Returned'], allHere: ['本辖区全部事项', 'All matters here'], laneDone: ['已更改 {n} 项', '{n} changed'],
  letters: ['死信 {n}', '{n} dead letters'], topic: ['主题', 'Topic'], why: ['为什么没收', 'Why it was not taken'], payload: ['内容', 'What it says'], times: ['次数', 'Times'], lastAt: ['最近', 'Latest'], dropIt: ['丢弃', 'Drop'], dropSure: ['丢弃这条消息？丢弃后不能恢复，谁丢弃的会留在变更记录里。', 'Drop this message? It cannot be brought back; who dropped it stays in the history.'], letterTaken: ['已接收', 'Taken'], letterRefused: ['仍不能接收，原因已更新', 'Still refused; the reason is up to date'], noLetters: ['没有死信', 'No dead letters'], noLettersText: ['设备、盒子、厂商平台发来而无法接收的消息停在这里，写明原因；修好原因后点「重试」。', 'Messages of boxes, gauges and vendors’ platforms that could not be taken stop here with the reason; mend the cause, then press “Try again”.'], cut: ['内容过长，只存了前一段，不能重试', 'Too long: only its beginning was kept, so it cannot be tried again'],
  queued: ['排队 {n}', '{n} queued'], running: ['执行中 {n}', '{n} running'], stuck: ['停滞 {n}', '{n} stuck'], job: ['任务', 'Job'], attempts: ['已试', 'Tries'], nextAt: ['下次', 'Next'], error: ['为什么失败', 'Why it failed'], retry: ['重试', 'Try again'], retryAll: ['全部重试', 'Try all again'], retried: ['已重试 {n} 个', '{n} will be tried again'], stuckOnly: ['只看停滞', 'Stuck only'], allJobs: ['全部', 'All'], queuedState: ['排队', 'Queued'], runningState: ['执行中', 'Running'], stuckState: ['停滞', 'Stuck'], noJobs: ['没有停滞的任务', 'No job is stuck'], noJobsText: ['任务失败八次后停在这里，写明原因；修好原因后点「重试」。', 'A job that failed eight times stops here with its reason; mend the cause, then press “Try again”.'],
  messages: ['消息', 'Messages'], to: ['发给', 'To'], channel: ['途径', 'Channel'], text: ['内容', 'Text'], readAt: ['{t} 已读', 'Read {t}'], sendAt: ['{t} 发送', 'Goes out {t}'], noMessages: ['没有消息', 'No messages'], noMessagesText: ['工单超时后，系统按级别通知处置单位负责人、值班长、管理者，都列在这里。', 'When a ticket is late the unit’s lead, the shift leader and the manager are told by level; all of it is listed here.'],
  noUnits: ['还没有机构', 'No units yet'], noUnitsText: ['下载空白表，填好单位后导入；或在命令行用 --sample 看一份示范表。', 'Download the empty sheet, fill in your units, import it; or look at an example with --sample on the command line.'], noStaff: ['没有人员', 'Nobody here'], noStaffText: ['先导入机构，再导入人员表；或放宽筛选条件。', 'Import the units first, then the people; or widen the filter.'], noCrews: ['没有班组', 'No crews'], noCrewsText: ['先导入人员，再导入班组表；或放宽筛选条件。', 'Import the people first, then the crews; or widen the filter.'], noDuties: ['没有责任分工', 'No responsibilities'], noDutiesText: ['导入责任表：处置单位、事项、辖区三列。没有责任单位的工单停在待派遣。', 'Import the sheet: unit, matter, area. A ticket without a responsible unit stays undispatched.'], noConditions: ['没有符合条件的标准', 'No condition matches'], noConditionsText: ['导入立结案标准表，或放宽筛选条件。', 'Import the sheet of conditions, or widen the filter.'], noMatters: ['没有符合的事项', 'No matter matches'], noMattersText: ['换一个词搜索。', 'Search for another word.'],
} as const satisfies Texts;

/** Lost phones and second factors. */
export const WAYS_IN = {
  open: ['手机与验证', 'Phones & factors'], titleOf: ['{name} 的手机与第二重验证', 'Phones and second factors of {name}'], waits: ['重置待复核', 'Reset waits'], waitingCount: ['待复核的重置 {n} 份', 'Resets that wait for a second keeper: {n}'],
  phones: ['已绑定的手机', 'Bound phones'], noPhones: ['没有绑定的手机。', 'No phone is bound.'], phonesText: ['丢了手机就解绑：PIN、指纹立即失效，此人所有已登录的页面立即退出。', 'A lost phone is unbound: PIN and fingerprint are worth nothing at once, and every page where this person is signed in ends.'], boundAt: ['{at} 绑定', 'bound {at}'], pin: ['PIN', 'PIN'], pinAndFinger: ['PIN + 指纹', 'PIN + fingerprint'], unbind: ['解绑', 'Unbind'], unbindOf: ['解绑「{phone}」', 'Unbind “{phone}”'],
  factors: ['第二重验证', 'Second factors'], noFactor: ['还没有：下次登录时设置。', 'None yet: the next sign-in sets one up.'], app: ['验证器 App', 'Authenticator app'], passkeys: ['通行密钥 {n} 个', '{n} passkeys'], codes: ['备用码', 'Recovery codes'],
  resetText: ['全部丢失时才重置：验证器、通行密钥、备用码、手机、旧密码和已登录的页面一并失效，下次登录重新设置。要两位管理者：一位申请，另一位当面核实后复核。', 'Only when all of it is lost. App, passkeys, codes, phones, the old password and open sessions end together; the next sign-in sets up again. It takes two keepers: one asks, another one sees the person and confirms.'],
  ask: ['申请重置', 'Ask for a reset'], waiting: ['{who} 于 {at} 申请重置，{until} 前有效', '{who} asked for a reset at {at}; good until {until}'], needSecond: ['要由另一位管理者当面核实后复核。', 'Another keeper has to see the person and confirm it.'], seePerson: ['请先当面核实本人，再复核。新密码只显示给您一次，当面交给本人。', 'See the person first, then confirm. The new password is shown to you once: hand it over in person.'], confirm: ['复核并重置', 'Confirm and reset'], confirmSure: ['已当面核实是本人吗？', 'Have you seen this person yourself?'], refuse: ['驳回', 'Refuse'], takeBack: ['撤回申请', 'Take it back'],
  why: ['原因', 'Reason'], whyHint: ['丢了什么，何时，怎么核实了本人', 'What was lost, when, and how you made sure it is this person'], cancel: ['取消', 'Cancel'], past: ['记录', 'What was done'],
} as const satisfies Texts;

/** One row in a form. */
export const ROW = {
  new_organisations: ['新增机构', 'Add a unit'], new_sensors: ['新增传感器', 'Add a sensor'], end_sensors: ['停用', 'Switch off'], endSure_sensors: ['停用后它的读数不再接收，过往读数保留。', 'Its readings are no longer taken; the past stays.'], ended_sensors: ['这个传感器已停用。', 'This sensor is switched off.'], new_staff: ['新增人员', 'Add a person'], new_crews: ['新增班组', 'Add a crew'], change: ['修改「{name}」', 'Change “{name}”'], edit: ['修改', 'Change'], save: ['保存', 'Save'], cancel: ['取消', 'Cancel'], needed: ['必填', 'needed'], fixed: ['建好后不能改', 'Cannot be changed later'],
  end_organisations: ['撤销机构', 'Dissolve'], end_staff: ['办理离职', 'Has left'], end_crews: ['撤销班组', 'Disband'], restore: ['恢复', 'Take back'],
  endSure_organisations: ['撤销后不能再归入人员、班组和责任，过往记录保留。', 'Nobody and nothing new can belong to it; its past stays.'], endSure_staff: ['立即退出登录并离开班组，过往记录保留。', 'The account is closed and the crew left at once; the past stays.'], endSure_crews: ['成员立即离开班组，过往记录保留。', 'Its members leave it at once; its past stays.'],
  ended_organisations: ['这个机构已撤销。', 'This unit is dissolved.'], ended_staff: ['此人已离职。', 'This person has left.'], ended_crews: ['这个班组已撤销。', 'This crew is disbanded.'],
  showEnded: ['看已撤销的', 'Show the ended'], hoursHint: ['例：周一至周五 08:00-16:00；周六 09:00-12:00', 'For example 12345 08:00-16:00; 6 09:00-12:00 (1 is Monday)'], findMembers: ['输入工号或姓名查找', 'Find by number or name'],
  role: ['第 {n} 个角色', 'Role {n}'], roleArea: ['第 {n} 个角色的辖区', 'Area of role {n}'], addRole: ['加一个角色', 'Add a role'], dropRole: ['去掉第 {n} 个角色', 'Remove role {n}'],
} as const satisfies Texts;

/** The register of sensors. */
export const GAUGES = {
  none: ['没有传感器', 'No sensors'], noneText: ['下载空白表，填好后导入；或在命令行用 --sample 看一份示范表；或放宽筛选条件。', 'Download the empty sheet, fill it in, import it; look at an example with --sample on the command line; or widen the filter.'], unitOf: ['维护单位', 'Looked after by'], calibratedTo: ['校准有效期止', 'Calibrated to'], ownLimits: ['单独限值', 'own limits'], open: ['查看', 'Open'], page: ['传感器 {code}', 'Sensor {code}'],
} as const satisfies Texts;
export const GAUGE_KINDS = {
  noise: ['噪声', 'Noise'], dust: ['扬尘', 'Dust'], water: ['积水', 'Standing water'], bin: ['垃圾桶满溢', 'Bin level'], manhole_tilt: ['井盖倾斜', 'Manhole tilt'], manhole_open: ['井盖开启', 'Manhole open'], light: ['路灯照度', 'Street light'],
} as const satisfies Texts;
export const GAUGE_STATES = {
  alarm: ['告警', 'Alarm'], suspected: ['疑似', 'Suspected'], silent: ['无读数', 'Silent'], trouble: ['异常', 'Trouble'], good: ['正常', 'Good'], unseen: ['未接入', 'Not connected'], off: ['停用', 'Off'],
} as const satisfies Texts;
export const PLACE_CLASSES = {
  '0': ['0类 康复疗养区', 'Class 0, convalescence'], '1': ['1类 居住文教区', 'Class 1, homes and schools'], '2': ['2类 商业居住混杂区', 'Class 2, shops and homes'], '3': ['3类 工业仓储区', 'Class 3, industry'], '4a': ['4a类 交通干线两侧', 'Class 4a, main roads'], '4b': ['4b类 铁路干线两侧', 'Class 4b, railways'], site: ['建筑施工场界', 'Building site'],
} as const satisfies Texts;

export const UNIT_KINDS = {
  brigade: ['执法大队', 'Brigade'], squad: ['执法中队', 'Squad'], supervision_centre: ['监督中心', 'Supervision centre'], command_centre: ['指挥中心', 'Command centre'], department: ['专业部门', 'Department'], street: ['街道', 'Street office'], property: ['物业企业', 'Property firm'], shop: ['沿街商户', 'Shop'],
} as const satisfies Texts;
export const MEMBER_KINDS = {
  officer: ['执法队员', 'Officer'], assistant: ['协管员', 'Assistant'], collector: ['信息采集员', 'Collector'], centre: ['中心坐席', 'Centre'], worker: ['处置人员', 'Worker'], manager: ['负责人', 'Head'],
} as const satisfies Texts;
export const CREW_KINDS = { patrol: ['执法组', 'Patrol'], collector: ['采集员', 'Collector'], repair: ['处置班组', 'Repair'] } as const satisfies Texts;
export const MODES = { car: ['汽车', 'Car'], ebike: ['电动车', 'E-bike'], walk: ['步行', 'On foot'] } as const satisfies Texts;

export const CHANNELS = { app: ['应用内', 'In the app'], sms: ['短信', 'SMS'] } as const satisfies Texts;
export const MESSAGE_STATES = { waiting: ['待发', 'Waiting'], sending: ['发送中', 'Sending'], sent: ['已发', 'Sent'], stuck: ['停滞', 'Stuck'] } as const satisfies Texts;

/** Column titles of the sheets, as the server names them in what changed. */
export const FIELDS = {
  单位名称: ['单位名称', 'Name'], 单位类型: ['单位类型', 'Kind'], 上级单位: ['上级单位', 'Under'], 辖区: ['辖区', 'Area'], 统一社会信用代码: ['统一社会信用代码', 'Credit code'], 电话: ['电话', 'Phone'], 配手机: ['配手机', 'Has phones'], 门前三包责任段: ['门前三包责任段', 'Frontage duty'], 原名称: ['原名称', 'Former name'],
  工号: ['工号', 'Number'], 姓名: ['姓名', 'Name'], 单位: ['单位', 'Unit'], 人员类别: ['人员类别', 'Kind'], 手机号: ['手机号', 'Phone'], 角色: ['角色', 'Roles'], 用途: ['用途', 'Purpose'], 执法证号: ['执法证号', 'Certificate'], 证件辖区: ['证件辖区', 'Certificate area'], 证件有效期起: ['证件有效期起', 'Valid from'], 证件有效期止: ['证件有效期止', 'Valid to'], 在职: ['在职', 'Working'], 密码: ['密码', 'Password'],
  班组名称: ['班组名称', 'Crew'], 班组类型: ['班组类型', 'Kind'], 车辆: ['车辆', 'Vehicle'], 车牌: ['车牌', 'Plate'], 在用: ['在用', 'In use'], 成员工号: ['成员工号', 'Members'], 班次: ['班次', 'Shifts'], 处置单位: ['处置单位', 'Unit'], 事项: ['事项', 'Matter'], 主管部门: ['主管部门', 'Competent'], 结案条件: ['结案条件', 'Close when'], 立案条件: ['立案条件', 'File when'], 处置时限: ['处置时限', 'Limit'], 小类代码: ['小类代码', 'Code'], 快速通道: ['快速通道', 'Fast lane'], 归入事项: ['归入事项', 'Matter'], 状态: ['状态', 'State'],
  编号: ['编号', 'Code'], 名称: ['名称', 'Name'], 类型: ['类型', 'Kind'], 经度: ['经度', 'Longitude'], 纬度: ['纬度', 'Latitude'], 地址: ['地址', 'Address'], 场所类别: ['场所类别（噪声必填）', 'Class of place (noise needs it)'], 上报间隔秒: ['上报间隔（秒）', 'Speaks every (seconds)'], 维护单位: ['维护单位', 'Looked after by'], 所属工地商户: ['所属工地、商户', 'Site or shop'], 安装日期: ['安装日期', 'Installed'], 校准有效期止: ['校准有效期止', 'Calibrated to'],
} as const satisfies Texts;

const titles = (...all: Texts[]): Texts => Object.fromEntries(all.flatMap((texts) => Object.values(texts).map((pair) => [pair[0], pair] as const)));

/** What stands in a cell of a sheet and is one of our words, not somebody's. */
export const CELLS: Texts = { ...titles(UNIT_KINDS, MEMBER_KINDS, CREW_KINDS, MODES, ROLES, GAUGE_KINDS), 是: ['是', 'Yes'], 否: ['否', 'No'], 开通: ['开通', 'Open'], 关闭: ['关闭', 'Closed'], 未设: ['未设', 'Not set'], 旧: ['旧', 'old'], 已重发: ['已重发', 'issued anew'], 停滞: ['停滞', 'stuck'], 重试: ['重试', 'tried again'], 履行法定职责: ['履行法定职责', 'Duties by law'] };
