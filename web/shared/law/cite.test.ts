import { describe, expect, it } from 'vitest';
import { cite } from './cite';

describe('articles as people cite them', () => {
  it.each([
    ['APL 63', '《行政处罚法》第63条', 'Administrative Penalty Law, Art. 63'],
    ['EEC 1169(1)', '《生态环境法典》第1169条第1款', 'Ecological Environment Code, Art. 1169(1)'],
    ['ARL 20(2.3)', '《行政复议法》第20条第2款第3项', 'Administrative Reconsideration Law, Art. 20(2.3)'],
    ['ZJ 16', '《浙江省城市市容和环境卫生管理条例》第16条', 'ZJ, Art. 16'],
    ['ORD55', '《住房和城乡建设行政处罚程序规定》', 'ORD55'],
    ['GF5 3', '国发〔2024〕5号第3条', 'GF5, Art. 3'],
    ['ALLINT 64', '最高人民法院关于适用《行政诉讼法》的解释第64条', 'ALLINT, Art. 64'],
    ['APL 28 · INV-37', '《行政处罚法》第28条 · INV-37', 'Administrative Penalty Law, Art. 28 · INV-37'],
    ['INV-32', 'INV-32', 'INV-32'], ['C.1', 'C.1', 'C.1'], ['GB 11643', 'GB 11643', 'GB 11643'], ['', '', ''],
  ])('%s', (code, zh, en) => expect([cite(code, 'zh'), cite(code, 'en')]).toEqual([zh, en]));
});
