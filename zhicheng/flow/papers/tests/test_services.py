"""From draft to final: refusals leave everything as it was, numbers have no gaps, signatures are bound, the file is what its digest says."""

from __future__ import annotations

import hashlib
import threading
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection

from zhicheng.flow.papers import handwriting, numbers, queries, samples
from zhicheng.flow.papers import services as papers
from zhicheng.flow.papers.files import kept_at
from zhicheng.flow.papers.models import Paper, Series, Signature
from zhicheng.flow.papers.rules import CaseFacts
from zhicheng.flow.papers.samples import AGENCY, OFFICERS, fields_of
from zhicheng.flow.papers.services import finalising
from zhicheng.flow.papers.signing.checking import check
from zhicheng.infra import jobs
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, ZhichengError

pytestmark = pytest.mark.django_db
BY = "officer:1"
AT = dict(samples.ORDINARY) | dict(samples.ELSEWHERE)
CASE = msgspec.convert(samples.CASE, CaseFacts)
SIMPLE = msgspec.convert(
    samples.CASE | {"violation": samples.STALL, "procedure": "simple", "filed_on": None}, CaseFacts
)
NAME = [
    [[100 + 12 * i, 100 + (i * 37) % 90, 20 * i] for i in range(20)],
    [[150 + 9 * i, 160 - (i * 23) % 70, 500 + 20 * i] for i in range(15)],
]


def drafted(code: str, case: CaseFacts | None = None, **changes: Any) -> Paper:
    return papers.draft(kind=code, fields=fields_of(code, **changes), agency=AGENCY, actor=BY, at=AT[code], case=case)


def sign(paper: Paper, role: str, name: str, **more: Any) -> Signature:
    given = {"content_sha256": paper.content_sha256, "strokes": NAME, "actor": BY, "at": AT[paper.kind]} | more
    return papers.sign(paper_id=paper.pk, role=role, name=name, **given)


def signed_by_officers(paper: Paper) -> Paper:
    for officer in OFFICERS:
        sign(paper, "officer", officer["name"], certificate=officer["certificate"])
    return paper


def final(code: str, case: CaseFacts | None = None, **changes: Any) -> Paper:
    """Everybody signs by hand on the printed paper."""
    paper = drafted(code, case, **changes)
    hands = {"officer", "party", "head", "squad_head", "recorder", "reviewer", "guardian"}
    return papers.finalise(paper_id=paper.pk, actor=BY, at=AT[code], by_hand=hands)


def test_an_on_the_spot_decision_from_glass_to_sealed_file() -> None:
    paper = signed_by_officers(drafted("D10", SIMPLE))
    sign(paper, "party", "张建国")
    done = papers.finalise(paper_id=paper.pk, actor=BY, at=AT["D10"])
    assert (done.state, done.number, done.level) == ("final", "青西综执当罚〔2026〕1号", "pades")
    pdf = queries.file_of(done)
    assert check(pdf).good
    assert hashlib.sha256(pdf).hexdigest() == done.pdf_sha256
    assert hashlib.new("sm3", pdf).hexdigest() == done.pdf_sm3
    kinds = list(Event.objects.filter(stream=f"paper:{done.pk}").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["paper.draft", "paper.sign", "paper.sign", "paper.sign", "paper.number", "paper.complete"]
    jobs.drain(at=AT["D10"])  # the worker finds nothing left to do
    assert check_events()["problems"] == []
    assert queries.gaps() == []


def test_events_never_hold_what_the_paper_says_of_a_person() -> None:
    paper = signed_by_officers(drafted("D10", SIMPLE))
    papers.finalise(paper_id=paper.pk, actor=BY, at=AT["D10"], by_hand={"party"})
    told = "".join(Event.objects.filter(stream=f"paper:{paper.pk}").values_list("body", flat=True))
    for secret in ("张建国", samples.PARTY["id_no"], samples.PARTY["phone"], "柳浪街"):
        assert secret not in told


@pytest.mark.parametrize("missing", ["party", "fine", "pay_due", "defence", "officers", "decision_place"])
def test_a_missing_field_is_named_and_no_number_is_taken(missing: str) -> None:
    paper = drafted("D10", SIMPLE, **{missing: None})
    with pytest.raises(NotAllowed, match="缺.*请补填"):
        papers.finalise(paper_id=paper.pk, actor=BY, at=AT["D10"], by_hand={"officer", "party"})
    assert Paper.objects.get().state == "draft"
    assert not Series.objects.exists()
    assert Event.objects.count() == 1


def test_a_refused_paper_leaves_no_gap() -> None:
    first = final("D30", CASE)
    with pytest.raises(NotAllowed):
        final("D30", CASE, measures=None)
    second = final("D30", CASE)
    assert (first.no, second.no) == (1, 2)
    assert queries.gaps() == []


def test_every_year_agency_and_word_has_its_own_series() -> None:
    assert final("D30", CASE).number == "青西综执责改〔2026〕1号"
    assert final("D20", CASE).number == "青西综执检〔2026〕1号"
    other = msgspec.structs.replace(AGENCY, short="青东综执")
    paper = papers.draft(kind="D20", fields=fields_of("D20"), agency=other, actor=BY, at=AT["D20"])
    assert (
        papers.number(paper_id=paper.pk, actor=BY, at=AT["D20"], by_hand={"officer", "party"}).number
        == "青东综执检〔2026〕1号"
    )
    paper = drafted("D20")
    late = datetime(2026, 12, 31, 16, 30, tzinfo=samples.AT.tzinfo) + timedelta(hours=8)
    assert (
        papers.number(paper_id=paper.pk, actor=BY, at=late, by_hand={"officer", "party"}).number
        == "青西综执检〔2027〕1号"
    )


def test_a_void_number_stays_visible_and_is_not_given_again() -> None:
    first = final("D30", CASE)
    papers.void(paper_id=first.pk, reason="当事人姓名有误", actor=BY, at=AT["D30"])
    second = final("D30", CASE)
    assert second.no == 2
    assert [(r["number"], r["state"], r["void_reason"]) for r in queries.series("青西综执", "责改", 2026)] == [
        ("青西综执责改〔2026〕1号", "voided", "当事人姓名有误"), ("青西综执责改〔2026〕2号", "final", ""),
    ]  # fmt: skip
    assert queries.file_of(Paper.objects.get(pk=first.pk))


@pytest.mark.parametrize("reason", ["", "   ", "字" * 301])
def test_a_void_needs_a_reason(reason: str) -> None:
    paper = final("D30", CASE)
    with pytest.raises(BadInput, match="理由"):
        papers.void(paper_id=paper.pk, reason=reason, actor=BY, at=AT["D30"])
    assert Paper.objects.get().state == "final"


def test_what_is_final_cannot_be_changed_signed_numbered_or_dropped() -> None:
    paper = final("D30", CASE)
    steps = (
        lambda: papers.change(paper_id=paper.pk, fields=fields_of("D30"), actor=BY, at=AT["D30"]),
        lambda: sign(paper, "party", "张建国"),
        lambda: papers.finalise(paper_id=paper.pk, actor=BY, at=AT["D30"]),
        lambda: papers.drop(paper_id=paper.pk, reason="弃用", actor=BY, at=AT["D30"]),
    )
    before = Event.objects.count()
    for step in steps:
        with pytest.raises(NotAllowed):
            step()
    assert Event.objects.count() == before


def test_a_voided_paper_is_dead() -> None:
    paper = final("D30", CASE)
    papers.void(paper_id=paper.pk, reason="写错", actor=BY, at=AT["D30"])
    with pytest.raises(NotAllowed):
        papers.void(paper_id=paper.pk, reason="再来", actor=BY, at=AT["D30"])


def test_a_voided_paper_contradicts_nobody() -> None:
    wrong = samples.PARTY | {"name": "张建囯"}
    paper = final("D30", None, party=wrong, facts="货架占道。")
    papers.void(paper_id=paper.pk, reason="姓名写错", actor=BY, at=AT["D30"])
    assert final("D30", CASE).state == "final"


def test_papers_of_one_case_may_not_contradict_each_other() -> None:
    final("D30", CASE)
    with pytest.raises(NotAllowed, match="当事人的姓名（名称）写的是 张建囤，.*张建国"):
        final("D20", CASE, party=samples.PARTY | {"name": "张建囤"})
    assert Paper.objects.filter(kind="D20", number__isnull=False).count() == 0


def test_a_draft_may_be_dropped_with_a_reason_and_never_had_a_number() -> None:
    paper = papers.drop(paper_id=drafted("D30").pk, reason="重复起草", actor=BY, at=AT["D30"])
    assert (paper.state, paper.number) == ("dropped", None)


def test_there_is_no_such_paper() -> None:
    with pytest.raises(NotFound):
        papers.finalise(paper_id=99, actor=BY, at=AT["D30"])


# Signatures ---------------------------------------------------------------------------------------------------------------


def test_missing_signatures_are_told_by_role() -> None:
    paper = drafted("D10", SIMPLE)
    with pytest.raises(NotAllowed, match="缺执法人员签名（需 2 人，已有 0 人）.*缺当事人签名"):
        papers.finalise(paper_id=paper.pk, actor=BY, at=AT["D10"])


def test_one_officer_twice_is_one_officer() -> None:
    paper = drafted("D10", SIMPLE)
    for _ in range(2):
        sign(paper, "officer", "周正", certificate="33010019001")
    with pytest.raises(NotAllowed, match="需 2 人，已有 1 人"):
        papers.finalise(paper_id=paper.pk, actor=BY, at=AT["D10"], by_hand={"party"})


def test_a_refusal_to_sign_is_printed_and_counts() -> None:
    paper = signed_by_officers(drafted("D10", SIMPLE))
    sign(paper, "party", "张建国", refused="认为处罚过重", strokes=None)
    assert papers.finalise(paper_id=paper.pk, actor=BY, at=AT["D10"]).state == "final"
    from zhicheng.flow.papers.tests.test_kinds import text_of

    assert "拒绝签名：认为处罚过重" in text_of(queries.file_of(Paper.objects.get()))


def test_a_changed_content_is_unsigned_again() -> None:
    paper = signed_by_officers(drafted("D10", SIMPLE))
    papers.change(paper_id=paper.pk, fields=fields_of("D10", defence="没有意见"), actor=BY, at=AT["D10"])
    with pytest.raises(NotAllowed, match="缺执法人员签名"):
        papers.finalise(paper_id=paper.pk, actor=BY, at=AT["D10"], by_hand={"party"})


def test_what_was_not_shown_cannot_be_signed() -> None:
    paper = drafted("D10", SIMPLE)
    shown = paper.content_sha256
    papers.change(paper_id=paper.pk, fields=fields_of("D10", fine=4000), actor=BY, at=AT["D10"])
    with pytest.raises(NotAllowed, match="内容已经改动"):
        papers.sign(
            paper_id=paper.pk, role="party", name="张建国", content_sha256=shown, strokes=NAME, actor=BY, at=AT["D10"]
        )
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"role": "officer", "name": "周正", "certificate": "33010019009"}, "不是本文书写明的执法人员"),
        ({"role": "officer", "name": "王二", "certificate": "33010019001"}, "不是本文书写明的执法人员"),
        ({"role": "officer", "name": "周正", "certificate": "33010019001", "refused": "不想签"}, "不能以拒签代替"),
        ({"role": "head", "name": "赵宏"}, "没有 head 的签名栏"),
        ({"role": "party", "name": "张建国", "strokes": [[[1, 1, 0]]]}, "不像签名"),
        ({"role": "party", "name": "张建国", "strokes": "<svg onload=x>"}, "签名数据不对"),
        ({"role": "party", "name": "张建国", "strokes": [[[1, 1, 5], [900, 900, 2], *([[5, 5, 9]] * 9)]]}, "时间顺序"),
        ({"role": "party", "name": "张建国", "strokes": [[[i % 900, i % 800, 1] for i in range(7000)]]}, "点数太多"),
        ({"role": "party", "name": "张建国", "strokes": [[[-1, 0, 0]] * 9]}, "签名数据不对"),
        ({"role": "party", "name": "张建国", "strokes": None}, "签名数据不对"),
    ],
)
def test_what_is_no_signature_is_refused(more: dict[str, Any], said: str) -> None:
    paper = drafted("D10", SIMPLE)
    with pytest.raises(ZhichengError, match=said):
        sign(paper, **more)
    assert not Signature.objects.exists()
    assert Event.objects.count() == 1


def test_a_signature_is_bound_to_person_role_moment_content_and_trace() -> None:
    made = sign(drafted("D10", SIMPLE), "party", "张建国")
    told = {
        "content_sha256": made.content_sha256, "role": made.role, "name": made.name, "certificate": made.certificate,
        "signed_at": made.signed_at, "strokes": made.strokes, "refused": "",
    }  # fmt: skip
    assert handwriting.binding(**told) == made.trace_sha256
    for name, other in (("content_sha256", "0" * 64), ("role", "witness"), ("name", "张三"), ("certificate", "1"), ("refused", "x"),
                        ("signed_at", made.signed_at + timedelta(seconds=1)), ("strokes", made.strokes[:1])):  # fmt: skip
        assert handwriting.binding(**(told | {name: other})) != made.trace_sha256, name


def test_a_trace_is_drawn_as_numbers_only() -> None:
    svg = handwriting.as_svg(NAME)
    assert svg.startswith("<svg")
    assert svg.count("<path") == 1
    assert "script" not in svg


# Crashes and races --------------------------------------------------------------------------------------------------------


def test_a_worker_makes_the_file_that_a_crash_left(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = drafted("D30", CASE)
    papers.number(paper_id=paper.pk, actor=BY, at=AT["D30"], by_hand={"officer", "party"})
    assert Paper.objects.get().state == "numbered"
    jobs.drain(at=AT["D30"])
    assert Paper.objects.get().state == "final"
    assert papers.complete([paper.pk], at=AT["D30"]) == 0


def test_a_number_waits_when_the_seal_is_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(paper: Paper) -> Any:
        raise RuntimeError("no seal")

    paper = drafted("D30", CASE)
    monkeypatch.setattr(finalising, "_file", broken)
    with pytest.raises(RuntimeError):
        papers.finalise(paper_id=paper.pk, actor=BY, at=AT["D30"], by_hand={"officer", "party"})
    assert Paper.objects.get().state == "numbered"
    assert queries.gaps() == []
    monkeypatch.undo()
    jobs.drain(at=AT["D30"])
    assert Paper.objects.get().state == "final"


def test_a_file_that_was_changed_on_disk_is_not_handed_out() -> None:
    paper = final("D30", CASE)
    path = kept_at(paper.pdf_sha256)
    assert queries.damaged() == []
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    with pytest.raises(NotFound, match="已被改动"):
        queries.file_of(paper)
    assert queries.damaged() == [(paper.pk, paper.number)]
    path.unlink()
    assert queries.damaged() == [(paper.pk, paper.number)]


def test_a_number_that_is_gone_shows_in_the_check() -> None:
    final("D30", CASE)
    Series.objects.update(last=2)
    assert queries.gaps() == ["青西综执责改〔2026〕…2"]


def at_once(n: int, work: Any) -> list[Any]:
    start, results = threading.Barrier(n), []

    def run(i: int) -> None:
        try:
            start.wait()
            results.append(work(i))
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    connection.close()
    threads = [threading.Thread(target=run, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_threads_that_number_at_once_leave_neither_gap_nor_double() -> None:
    made = [drafted("D20") for _ in range(12)]
    bad = [drafted("D20", None, findings=None) for _ in range(4)]
    mixed = [p for pair in zip(made[:4], bad, strict=True) for p in pair] + made[4:]

    def number(i: int) -> str | None:
        return papers.number(paper_id=mixed[i].pk, actor=BY, at=AT["D20"], by_hand={"officer", "party"}).number

    results = at_once(len(mixed), number)
    assert sorted(r for r in results if isinstance(r, str)) == sorted(f"青西综执检〔2026〕{n}号" for n in range(1, 13))
    assert sum(isinstance(r, NotAllowed) for r in results) == 4
    assert queries.gaps() == []
    assert Series.objects.get().last == 12
    assert check_events()["problems"] == []


@pytest.mark.django_db(transaction=True)
def test_one_paper_numbered_by_many_at_once_gets_one_number() -> None:
    paper = drafted("D20")
    results = at_once(
        6, lambda i: papers.finalise(paper_id=paper.pk, actor=BY, at=AT["D20"], by_hand={"officer", "party"}).number
    )
    assert [r for r in results if isinstance(r, str)] == ["青西综执检〔2026〕1号"]
    assert all(isinstance(r, ZhichengError) for r in results if not isinstance(r, str))
    assert Series.objects.get().last == 1
    assert Paper.objects.get().state == "final"


@pytest.mark.django_db(transaction=True)
def test_two_contradicting_papers_of_one_case_never_both_become_final() -> None:
    unknown = CaseFacts(no="青西综执立〔2026〕7号")
    names = ("张建国", "张建囤")
    made = [drafted("D20", unknown, party=samples.PARTY | {"name": n}) for n in names]
    results = at_once(
        2, lambda i: papers.number(paper_id=made[i].pk, actor=BY, at=AT["D20"], by_hand={"officer", "party"}).number
    )
    assert len([r for r in results if isinstance(r, str)]) == 1, results


@pytest.mark.django_db(transaction=True)
def test_a_number_is_taken_in_a_transaction_only() -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        numbers.take("青西综执", "检", 2026)
