import type { Texts } from '@shared/i18n';

export const PAPERS = {
  lead: ['执法文书核验', 'Check of an enforcement paper'], number: ['文号', 'Number'], agency: ['机关', 'Agency'], made: ['定稿日期', 'Made on'], pages: ['页数', 'Pages'], seal: ['电子签章', 'Electronic seal'],
  sealed: ['有机关证书签章', 'Sealed by the agency’s certificate'], unsealed: ['本类文书不签章', 'This kind bears no seal'], digests: ['文件摘要', 'Digests of the file'], final: ['有效', 'Holds'], voided: ['已作废', 'Void'], numbered: ['正在制作', 'Being made'],
  voidHint: ['这份文书已作废，不再有效。请向上述机关索取新的文书。', 'This paper is void and no longer holds. Ask the agency above for the new one.'],
  compare: ['请核对手中文书的文号、机关和日期是否与此一致；有电子文件的，可以核对摘要。', 'Compare number, agency and date with the paper in your hand; of a file, compare the digests.'],
  mine: ['核对手中的文件', 'Compare a file'], mineHint: ['文件不会上传，只在本机计算。', 'The file is not uploaded; this device computes.'], same: ['与登记的文件一致', 'It is the registered file'], differs: ['与登记的文件不一致：可能被改动，或者不是这一份', 'It is not the registered file: changed, or another one'],
} as const satisfies Texts;
