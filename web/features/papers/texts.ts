import type { Texts } from '@shared/i18n';

export const PAPERS = {
  lead: ['执法文书核验', 'Check of an enforcement paper'], number: ['文号', 'Number'], agency: ['机关', 'Agency'], made: ['定稿日期', 'Made on'], pages: ['页数', 'Pages'], seal: ['电子签章', 'Electronic seal'],
  sealed: ['有机关证书签章', 'Sealed by the agency’s certificate'], unsealed: ['本类文书不签章', 'This kind bears no seal'], digests: ['文件摘要', 'Digests of the file'], final: ['有效', 'Holds'], voided: ['已作废', 'Void'], numbered: ['正在制作', 'Being made'],
  voidHint: ['这份文书已作废，不再有效。请向上述机关索取新的文书。', 'This paper is void and no longer holds. Ask the agency above for the new one.'],
  compare: ['请核对手中文书的文号、机关和日期是否与此一致；有电子文件的，可以核对摘要。', 'Compare number, agency and date with the paper in your hand; of a file, compare the digests.'],
  mine: ['核对手中的文件', 'Compare a file'], mineHint: ['文件不会上传，只在本机计算。', 'The file is not uploaded; this device computes.'], same: ['与登记的文件一致', 'It is the registered file'], differs: ['与登记的文件不一致：可能被改动，或者不是这一份', 'It is not the registered file: changed, or another one'],
} as const satisfies Texts;

export const PAPER_FORM = {
  needed: ['必填', 'needed'], missing: ['还没有填', 'not filled yet'], more: ['其他可填项（{n}）', 'Other fields ({n})'], add: ['添加一行', 'Add a row'], remove: ['删去', 'Remove'], pickOfficer: ['选择本队执法人员', 'Choose an officer of the unit'], choose: ['请选择', 'Choose'], yes: ['是', 'Yes'], no: ['否', 'No'], perLine: ['每行一条', 'one per line'], yuan: ['元', 'yuan'],
  partyKind: ['当事人类型', 'Kind of party'], citizen: ['公民', 'Citizen'], business: ['个体工商户', 'Individual business'], org: ['法人或者其他组织', 'Organisation'], name: ['名称', 'Name'], idNo: ['证件号码', 'Identity number'], sex: ['性别', 'Sex'], male: ['男', 'Male'], female: ['女', 'Female'], born: ['出生日期', 'Date of birth'], address: ['住址', 'Address'], phone: ['电话', 'Phone'], tradeName: ['字号', 'Trade name'], headName: ['负责人', 'Head'],
  code: ['编号', 'Code'], certificate: ['执法证号', 'Certificate'], quantity: ['数量', 'Quantity'], unit: ['单位', 'Unit'], model: ['型号', 'Model'], condition: ['状况', 'Condition'], sort: ['种类', 'Sort'], proves: ['证明的事实', 'Proves'], number: ['编号或文号', 'Number'],
  document: ['书证', 'Document'], object: ['物证', 'Object'], recording: ['视听资料', 'Recording'], electronic: ['电子数据', 'Electronic data'], witness: ['证人证言', 'Testimony'], statement: ['当事人的陈述', 'Party’s statement'], opinion: ['鉴定意见', 'Expert opinion'], record: ['勘验、现场笔录', 'Record of the scene'],
  question: ['问', 'Question'], answer: ['答', 'Answer'], point: ['陈述申辩要点', 'Point of the defence'], adopted: ['是否采纳', 'Adopted?'], isAdopted: ['采纳', 'Adopted'], isPartly: ['部分采纳', 'Partly'], isRejected: ['不采纳', 'Rejected'], answerWhy: ['理由', 'Reason'], who: ['姓名', 'Who'], stance: ['意见', 'Stance'], view: ['说明', 'View'], due: ['期限', 'Due'], amount: ['金额（元）', 'Amount (yuan)'], note: ['备注', 'Note'], page: ['页码', 'Page'], day: ['日期', 'Day'],
  preview: ['预览', 'Preview'], becomes: ['处理方式', 'What becomes of it'], isReturned: ['返还当事人', 'Given back'], isSeized: ['转为查封、扣押', 'Seized'], isConfiscated: ['依法没收', 'Confiscated'], isExamined: ['送交检测、鉴定', 'Sent for examination'], isReleased: ['解除登记保存', 'Released'], notMade: ['这份文书可以不做；需要时一并制作。', 'This paper is not needed; make it when it helps.'], attachThis: ['一并制作《{name}》', 'Also make: {name}'], previewOf: ['《{name}》第 {n} 页', '{name}, page {n}'], drawing: ['正在排版…', 'Setting the page…'], noPreview: ['填好必填项后，这里显示排好版的文书。', 'The page appears here as it will print.'], ready: ['可以定稿', 'Nothing stands against it'], problems: ['还有 {n} 处要改', '{n} to put right'], required: ['必需文书', 'Required'], optional: ['可选文书', 'Optional'], attach: ['一并制作', 'Make it too'],
  signatures: ['签名', 'Signatures'], signNote: ['可以在屏幕上签，也可以打印后手签。', 'Sign on the glass, or on the printed paper.'], glass: ['在屏幕上签', 'On the glass'], byHand: ['在打印件上签', 'On the printed paper'], refuses: ['拒绝签名', 'Refuses'], refusedWhy: ['拒签情况（写明在场见证）', 'How it was refused, and who saw it'], clear: ['重签', 'Sign again'], signHere: ['请在这里写下姓名', 'Write the name here'], signedOk: ['已签', 'Signed'], tooShort: ['太短，不像签名', 'Too short for a name'], signer: ['签名人', 'Signer'],
} as const satisfies Texts;

/** Who signs a paper. */
export const SIGNERS = {
  officer: ['执法人员', 'Officer'], head: ['行政机关负责人', 'Head of the agency'], party: ['当事人', 'Party'], squad_head: ['承办机构负责人', 'Squad head'], recorder: ['记录人', 'Recorder'], host: ['听证主持人', 'Hearing host'], legal_reviewer: ['法制审核人员', 'Legal reviewer'], taker: ['询问人', 'Taker'], provider: ['提供人', 'Provider'], reviewer: ['复核人', 'Reviewer'], member: ['参加讨论人员', 'Member'], receiver: ['受送达人', 'Receiver'], performer: ['代履行人', 'Performer'], archivist: ['立卷人', 'Archivist'], applicant: ['申请人', 'Applicant'], guardian: ['监护人', 'Guardian'],
} as const satisfies Texts;
