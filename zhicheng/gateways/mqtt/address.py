"""Where the broker is and how one gets in. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from zhicheng.kernel.errors import BadInput

PORTS = {"mqtt": 1883, "mqtts": 8883}
FIELD = "ZHICHENG_MQTT_URL"


@dataclass(frozen=True, slots=True)
class Address:
    """`mqtt://user:password@host:port`, or `mqtts://` for TLS."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = ""

    def __str__(self) -> str:
        """As it may be logged: without its password."""
        return f"{'mqtts' if self.tls else 'mqtt'}://{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Papers:
    """Files for TLS: whom we trust, and who we are."""

    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    def check(self, address: Address) -> None:
        """BadInput: half of a pair, a file that is not there, or papers that nobody will ask for."""
        if (self.certificate is None) != (self.key is None):
            raise BadInput(
                "ZHICHENG_MQTT_CERTIFICATE 与 ZHICHENG_MQTT_KEY 要么都写，要么都不写。",
                "ZHICHENG_MQTT_CERTIFICATE and ZHICHENG_MQTT_KEY go together: set both or neither.",
                field="ZHICHENG_MQTT_CERTIFICATE",
            )
        for field, path in (("AUTHORITY", self.authority), ("CERTIFICATE", self.certificate), ("KEY", self.key)):
            if path is not None and not path.is_file():
                raise BadInput(
                    f"ZHICHENG_MQTT_{field}：没有文件 {path}。",
                    f"ZHICHENG_MQTT_{field}: there is no file {path}.",
                    field=f"ZHICHENG_MQTT_{field}",
                )
        if not address.tls and (self.authority or self.certificate):
            raise BadInput(
                f"{FIELD} 不是 mqtts://，证书不会被用到，请改地址或去掉证书。",
                f"{FIELD} is not mqtts://, so the certificates would have no effect; change one of them.",
                field=FIELD,
            )


def read_address(url: str) -> Address:
    """BadInput in one sentence."""
    if not url.strip():
        raise _wrong("没有填写", "is not set")
    parts = urlsplit(url.strip())
    if parts.scheme not in PORTS:
        raise _wrong("应以 mqtt:// 或 mqtts:// 开头", "must begin with mqtt:// or mqtts://")
    try:
        port = parts.port or PORTS[parts.scheme]
    except ValueError:
        raise _wrong("的端口不是 1 至 65535 的数", "has a port that is no number from 1 to 65535") from None
    if not parts.hostname:
        raise _wrong("缺少主机名", "names no host")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise _wrong("在主机和端口之后不能再有内容", "must end after host and port")
    return Address(
        parts.hostname, port, parts.scheme == "mqtts", unquote(parts.username or ""), unquote(parts.password or "")
    )


def _wrong(zh: str, en: str) -> BadInput:
    return BadInput(
        f"{FIELD} {zh}，例如 mqtts://用户:密码@主机:8883。",
        f"{FIELD} {en}; for example mqtts://user:password@host:8883.",
        field=FIELD,
    )
