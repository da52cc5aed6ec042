"""Articles as people cite them; the screens' own table (web/shared/law/cite.test.ts) says the same."""

import pytest

from zhicheng.law.book import book_of
from zhicheng.law.citation import cite
from zhicheng.law.procedure import procedure
from zhicheng.law.stream import RECORDS


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("APL 63", "《行政处罚法》第63条", "Administrative Penalty Law, Art. 63"),
        ("EEC 1169(1)", "《生态环境法典》第1169条第1款", "Ecological Environment Code, Art. 1169(1)"),
        ("ARL 20(2.3)", "《行政复议法》第20条第2款第3项", "Administrative Reconsideration Law, Art. 20(2.3)"),
        ("ZJ 16", "《浙江省城市市容和环境卫生管理条例》第16条", "ZJ, Art. 16"),
        ("ORD55", "《住房和城乡建设行政处罚程序规定》", "ORD55"),
        ("GF5 3", "国发〔2024〕5号第3条", "GF5, Art. 3"),
        ("ALLINT 64", "最高人民法院关于适用《行政诉讼法》的解释第64条", "ALLINT, Art. 64"),
        *[(code, code, code) for code in ("INV-32", "C.1", "GB 11643", "")],
    ],
)
def test_a_code_in_words(code: str, zh: str, en: str) -> None:
    assert tuple(cite(code)) == (zh, en)


def test_every_article_of_the_procedure_and_the_catalogues_has_words() -> None:
    articles = {s.article for s in (*procedure().steps.values(), *RECORDS.values())}
    articles |= {v.article for region in ("330000", "110000") for v in book_of(region).violations.values()}
    assert [a for a in sorted(articles) if cite(a).zh == a] == []
