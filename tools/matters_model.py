"""`python -m tools.matters_model`: write the classifier of a new installation from the catalogue's words (after a change of the catalogue)."""

from __future__ import annotations

from pathlib import Path

from zhicheng.engines.classify import save
from zhicheng.engines.classify.seeds import from_words
from zhicheng.flow.reports import wording

TARGET = Path(__file__).parents[1] / "zhicheng" / "flow" / "reports" / "data" / "matters.model"

if __name__ == "__main__":
    save(from_words(wording.phrases(), wording.FRAMES), TARGET)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")
