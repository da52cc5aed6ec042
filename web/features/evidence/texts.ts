import type { Texts } from '@shared/i18n';

export const EVIDENCE = {
  title: ['证据', 'Evidence'], none: ['还没有证据', 'No evidence yet'], noneText: ['选择照片、视频、录音或 PDF。摘要先在本机算好，再上传。', 'Choose a photo, a video, a recording or a PDF. Its digest is taken here before it is sent.'],
  add: ['补充证据', 'Add evidence'], choose: ['选择文件', 'Choose a file'], sort: ['种类', 'Sort'], name: ['名称', 'Title'], proves: ['证明的事实', 'Proves'], takenAt: ['取得时间', 'Taken at'], send: ['存入', 'File it'], sending: ['正在上传…', 'Sending…'], cancel: ['取消', 'Cancel'], digestHere: ['本机摘要 SHA-256 {d}', 'Digest taken here, SHA-256 {d}'], fill: ['请填写名称并选择文件。', 'Give a title and choose a file.'],
  holder: ['保管人 {who}', 'Held by {who}'], bySteps: ['延长、解除和处理随案件步骤办理，一并制作文书。', 'Extended, released and dealt with by the steps of the case, with their papers.'], excluded: ['已排除', 'Excluded'], kept: ['在卷', 'Kept'], copy: ['副本', 'Copy'], chain: ['保管链', 'Chain of custody'], open: ['打开原件', 'Open the original'], exclude: ['排除', 'Exclude'], readmit: ['撤销排除', 'Readmit'], offer: ['移交', 'Hand over'], take: ['接收移交', 'Take over'], bundle: ['导出证据包', 'Export the bundle'],
  whyOpen: ['查看原件的事由（会记入保管链）', 'Why you open the original (it is kept in the chain)'], whyExclude: ['排除的理由（APL 46：以非法手段取得的证据）', 'Why it is excluded (APL 46: obtained unlawfully)'], whyReadmit: ['撤销排除的理由', 'Why the exclusion was wrong'], whyBundle: ['导出的事由（会记入每件证据）', 'Why it is exported (kept with every piece)'], confirm: ['确定', 'Confirm'], code: ['移交码', 'Code'], codeHint: ['请接收人在 {n} 秒内在自己的页面输入。', 'The taker enters it in his own session within {n} seconds.'], taken: ['已接收，现由 {who} 保管', 'Taken; now held by {who}'], enterCode: ['输入移交人出示的移交码', 'Enter the giver’s code'],
  doubts: ['存疑', 'In doubt'], digests: ['摘要', 'Digests'], copies: ['副本', 'Copies'], reason: ['事由', 'Reason'], details: ['详情', 'Details'],
  holdings: ['先行登记保存与查封扣押', 'Goods preserved or seized'], noHoldings: ['没有扣押或者登记保存的物品。', 'No goods are held.'], lastDay: ['最后一天 {day}', 'Last day {day}'], daysLeft: ['剩 {n} 天', '{n} days left'], daysOver: ['超期 {n} 天', '{n} days over'], extend: ['延长', 'Extend'], decide: ['处理', 'Decide'], whyExtend: ['延长的理由', 'Why it is extended'], extended: ['已延长', 'Extended'], outcome: ['处理结果', 'Outcome'], keptAt: ['存放于 {where}', 'Kept at {where}'],
} as const satisfies Texts;

export const SORTS = {
  documentary: ['书证', 'Document'], physical: ['物证', 'Object'], audiovisual: ['视听资料', 'Audio-visual'], electronic: ['电子数据', 'Electronic data'], witness: ['证人证言', 'Testimony'], party: ['当事人的陈述', 'Party’s statement'], expert: ['鉴定意见', 'Expert opinion'], record: ['勘验、现场笔录', 'Record of the scene'],
} as const satisfies Texts;

export const OUTCOMES = {
  returned: ['退还', 'Returned'], seized: ['转为扣押', 'Seized'], confiscated: ['没收', 'Confiscated'], expert: ['送检测鉴定', 'Sent for expertise'], destroyed: ['销毁', 'Destroyed'],
} as const satisfies Texts;
