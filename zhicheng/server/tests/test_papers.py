"""Check looks at papers too: series without gaps, files that are what they were."""

from __future__ import annotations

import pytest

from zhicheng.flow.papers import samples, services
from zhicheng.flow.papers.files import kept_at
from zhicheng.flow.papers.models import Paper, Series
from zhicheng.server import soundness

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper() -> Paper:
    at = samples.on(9, 1, 11)
    made = services.draft(kind="D30", fields=samples.fields_of("D30"), agency=samples.AGENCY, actor="officer:1", at=at)
    return services.finalise(paper_id=made.pk, actor="officer:1", at=at, by_hand={"officer", "party"})


def problems() -> list[tuple[str, str]]:
    return [(p["stream"], p["what"]) for p in soundness.check(events=True, config=False, deploy=False)["problems"]]


def test_a_sound_paper_is_no_problem(paper: Paper) -> None:
    assert problems() == []


def test_a_changed_or_missing_file_is_found(paper: Paper) -> None:
    path = kept_at(paper.pdf_sha256)
    path.write_bytes(path.read_bytes() + b" ")
    assert problems() == [(f"paper:{paper.pk}", "文书文件不见了或者被改动，请从备份恢复")]
    path.unlink()
    assert len(problems()) == 1


def test_a_number_that_is_gone_is_found(paper: Paper) -> None:
    Series.objects.update(last=2)
    assert problems() == [("", "文书断号：青西综执责改〔2026〕…2")]


def test_a_row_that_was_moved_by_hand_is_found(paper: Paper) -> None:
    Paper.objects.update(state="voided", void_reason="偷改")
    assert [stream for stream, _ in problems()] == [f"paper:{paper.pk}"]
