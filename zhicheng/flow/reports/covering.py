"""Makes the copies of photos that everybody may see. Runs in a process of its own: models need memory, and a picture may break one.

`python -m zhicheng.flow.reports.covering` reads `{"public": PATH, "covered": PATH}` lines and answers each with one line:
`{"covered": PATH, "private": "", "seen": {THING: [HOW MANY, PER MILLE OF THE PICTURE]}}`; `private`: why the photo is for nobody.
It knows neither database nor network.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhicheng.vision.street_photos import Looked

MEMORY = 6 * 1024**3  # address space; the runtimes map far more than they use
CPU_SECONDS = 300
NO_MODELS = 3  # exit: nothing can be looked at on this machine


def reaches_somebody(text: str) -> bool:
    """A plate, a phone, an address: whatever the masking of texts would cover, and what merely looks like a plate."""
    from zhicheng.flow.reports.masking import mask
    from zhicheng.vision.reading.plates import is_plate, tidy

    return mask(text) != text or is_plate(tidy(text))


def copy_of(public: bytes, detector: Any, reader: Any, faces: Any) -> tuple[bytes, Looked]:
    """The covered copy, empty where there is none, and what was seen."""
    import numpy as np
    from PIL import Image

    from zhicheng.vision.masking import cover
    from zhicheng.vision.street_photos import look

    with Image.open(BytesIO(public)) as opened:
        image = np.asarray(opened.convert("RGB"))
    looked = look(image, detector, reader, reaches_somebody=reaches_somebody, faces=faces)
    if looked.private:
        return b"", looked
    buffer = BytesIO()
    Image.fromarray(cover(image, looked.boxes)).save(buffer, "JPEG", quality=80)
    return buffer.getvalue(), looked


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    os.nice(10)  # nobody waits for it; the worker's other jobs go first
    from zhicheng.ground.evidence.stores import write_once
    from zhicheng.kernel.errors import BadInput
    from zhicheng.vision.choosing import detector_of, reader_of
    from zhicheng.vision.detectors.faces import faces_of

    try:
        detector, reader, faces = detector_of("efficientdet_lite0"), reader_of(), faces_of()
    except (BadInput, ImportError) as error:
        sys.stderr.write(f"{error}\n")
        return NO_MODELS
    sys.stdout.write(json.dumps({"by": f"{detector.signature} {reader.signature} {faces.signature}"[:80]}) + "\n")
    for line in sys.stdin:
        paths = json.loads(line)
        data, looked = copy_of(Path(paths["public"]).read_bytes(), detector, reader, faces)
        if data:
            write_once(Path(paths["covered"]), data)
        said = {"covered": paths["covered"], "private": looked.private, "seen": dict(looked.things)}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
