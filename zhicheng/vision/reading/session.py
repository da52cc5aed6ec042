"""One ONNX session, one thread: one worker per core is the plan, and threads would only get in each other's way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from zhicheng.kernel.errors import BadInput


def open_session(path: Path, model: bytes | None = None) -> Any:
    """The session of a file, or of `model` that was made of it; BadInput when the runtime or the file is no good."""
    try:
        import onnxruntime
    except ImportError:
        raise BadInput(
            "没有安装视频识别所需的软件包，请运行 pip install 'zhicheng[vision]'。",
            "The packages of the eyes are not installed; run pip install 'zhicheng[vision]'.",
        ) from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(model or str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's own exception types are not public
        raise BadInput(
            f"{path.name} 不是可用的 ONNX 模型（{str(error)[:120]}），请换一个或运行 zhicheng models fetch。",
            f"{path.name} is no ONNX model that we can use ({str(error)[:120]}); choose another or run zhicheng models fetch.",
            field=path.name,
        ) from None
