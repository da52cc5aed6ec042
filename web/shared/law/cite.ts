import type { Language } from '../i18n/language';

// Articles as people cite them: the law's codes ("APL 63", "EEC 1169(1)") are for machines and for the pack's editor.

type Law = { id: string; title: string; title_en?: string };
const packs = import.meta.glob<Law[]>('../../../zhicheng/law/packs/*/laws.json', { eager: true, import: 'laws' });
const laws = new Map(Object.values(packs).flat().map((law) => [law.id, law]));

/** Without the country's name and what tells versions apart in the registry. */
const short = (title: string): string => title.replace(/^中华人民共和国/, '').replace(/\s*\(.*$/, '');
const CODE = /^([A-Z][A-Z0-9]*)(?: (\d+)(?:\((\d+)(?:\.(\d+))?\))?)?$/;

function one(code: string, lang: Language): string {
  const found = CODE.exec(code);
  const law = found === null ? undefined : laws.get(found[1] ?? '');
  if (found === null || law === undefined) return code;
  const [, id, article, paragraph, item] = found;
  if (lang === 'en') return `${law.title_en === undefined ? id : short(law.title_en)}${article === undefined ? '' : `, Art. ${article}${paragraph === undefined ? '' : `(${paragraph}${item === undefined ? '' : `.${item}`})`}`}`;
  const title = short(law.title);
  return `${/[《〔]/.test(title) ? title : `《${title}》`}${article === undefined ? '' : `第${article}条`}${paragraph === undefined ? '' : `第${paragraph}款`}${item === undefined ? '' : `第${item}项`}`;
}

/** 《行政处罚法》第63条 · Administrative Penalty Law, Art. 63. What is no article of a registered law stays as it is. */
export const cite = (code: string, lang: Language): string => code.split(/\s*·\s*/).map((part) => one(part, lang)).join(' · ');
