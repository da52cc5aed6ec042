"""Settings: one typed class, read from `ZHICHENG_…` environment variables; an unsafe combination refuses to start.

Each option says what it does and what somebody who controls it could do.
"""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from zhicheng.kernel.calendar import parse_working_time

WEAK_KEY = 50  # Django's own check asks for 50 characters


class Settings(BaseSettings):
    """The installation's settings; docs/reference/settings.md is generated from here."""

    model_config = SettingsConfigDict(env_prefix="ZHICHENG_", extra="ignore")

    mode: Literal["demo", "production", "test"] = Field(
        "production",
        description="`demo` opens log-in without a second factor and the /demo page; never use it with real data.",
    )
    home: Path = Field(
        Path("var"),
        description="Folder for the embedded database, photos and the city. Who writes here can change evidence.",
    )
    database: str = Field(
        "",
        description="`postgresql://user@host:port/name`; empty = SQLite in `home`. Who controls it controls every record.",
    )
    city: Path | None = Field(
        None,
        description="City folder made by `zhicheng city build`; empty = `home/city`. Who controls it moves borders.",
    )
    models: Path | None = Field(
        None,
        description="Folder of the eyes' weights; empty = the user's data folder. Who writes here cannot bring in a model: digests are compared.",
    )
    eyes: Path | None = Field(
        None,
        description="Folder of what eyes remember and have not told yet; empty = `home/eyes`. With several machines one shared folder. "
        "Who writes here can put words into the eyes' mouths.",
    )
    eyes_detector: str = Field(
        "efficientdet_lite0",
        description="The detector of the eyes: a known model, or a weight file that an administrator vouched for.",
    )
    eyes_budget: float = Field(
        0.9,
        gt=0,
        le=1,
        description="CPU seconds per second that one eyes' process may spend; beyond, patrols slow down.",
    )
    eyes_waiting_mb: int = Field(
        500, ge=1, description="So many MB of what was seen may wait for the database; beyond, the eyes rest."
    )
    eyes_sites: list[str] = Field(
        [],
        description='Sites whose cameras are near to certain machines, by area code, as JSON: ["330106", "330108"]; `zhicheng eyes --site`.',
    )
    secret_key: str = Field(
        "",
        description="Signs sessions and tokens; at least 50 random characters. Who knows it can be anybody. Demo: made once in `home`.",
    )
    allowed_hosts: list[str] = Field(
        ["127.0.0.1", "localhost", "[::1]"], description='Host names that are served, as JSON: ["cg.example.gov.cn"].'
    )
    https: bool = Field(
        True,
        description="Cookies only over HTTPS. Off only for the demo or a loopback installation: cookies can be read on the way.",
    )
    second_factor: bool = Field(
        True, description="Staff need TOTP or a passkey beside the password. Only the demo may switch it off."
    )
    passkey_to_decide: bool = Field(
        True,
        description="Whoever keeps a passkey confirms each motion that he grants with it, or with his bound phone's fingerprint; who keeps "
        "none just grants. Off: a browser left open is enough to decide.",
    )
    live_url: str = Field(
        "",
        description="Where browsers find the live stream, e.g. `http://127.0.0.1:8001`; empty = same origin (polling).",
    )
    max_photo_mb: int = Field(20, ge=1, le=100, description="Largest photo accepted, in MB.")
    max_video_mb: int = Field(50, ge=1, le=500, description="Largest short video accepted, in MB.")
    max_video_seconds: int = Field(60, ge=1, le=600, description="Longest short video accepted, in seconds.")
    keep_positions_days: int = Field(
        30, ge=1, le=365, description="Officers' positions are deleted after so many days (PIPL 19)."
    )
    keep_pictures_days: int = Field(
        30,
        ge=1,
        le=365,
        description="Cameras' pictures that nobody confirmed are deleted after so many days (VIDEO 16), and that is an event.",
    )
    keep_reported_pictures_days: int = Field(
        365,
        ge=30,
        le=3650,
        description="Cameras' originals behind a report are deleted after so many days, unless they were taken into evidence meanwhile.",
    )
    keep_readings_days: int = Field(
        180,
        ge=1,
        le=3650,
        description="Sensors' readings are erased after so many days; their alarms stay with their tickets.",
    )
    law_region: str = Field(
        "",
        description="Six-digit code of the region whose packs of law hold; empty = by the area's code. Who sets it chooses which rules apply.",
    )
    sms: str = Field(
        "zhicheng.ground.messages.ports.OUTBOX",
        description="Dotted path of the SMS gateway; the default keeps texts in the list of messages. Who controls it reads every text.",
    )
    speaker: str = Field(
        "zhicheng.flow.sense.ports.OUTBOX",
        description="Dotted path of the loudspeakers at cameras; the default only logs. Who controls it speaks in the street in your name.",
    )
    evidence_store: str = Field(
        "zhicheng.ground.evidence.stores.folder",
        description="Dotted path that makes the store of evidence. Who controls it can lose evidence, not change it unseen.",
    )
    evidence_endpoint: str = Field(
        "", description="S3 only: address of the server, empty = AWS. Whoever answers there gets the evidence."
    )
    evidence_bucket: str = Field("", description="S3 only: bucket made with object lock.")
    evidence_keep_years: int = Field(
        30, ge=1, le=100, description="S3 only: the server locks each file for so many years."
    )
    quiet_hours: str = Field(
        "22:00-07:00",
        description="No text message in these hours unless it is urgent; empty = none. The bell is never quiet.",
    )
    working_time: str = Field(
        "08:30-12:00,13:30-17:30", description="Working time of the city for 工作时 and 工作日 clocks."
    )
    reports_per_minute: int = Field(
        30, ge=1, description="Reports one address may send in a minute without an account."
    )
    proxies: int = Field(
        0,
        ge=0,
        le=5,
        description="Reverse proxies of your own in a row before web; so many of X-Forwarded-For are believed. Too many: anyone fakes an address.",
    )
    fonts: Path | None = Field(
        None,
        description="Folder with the papers' fonts (tools/fonts.sh); empty = `.tools/fonts`. Who writes here changes how papers look.",
    )
    seal: str = Field(
        "zhicheng.flow.papers.signing.CERTIFICATE",
        description="Dotted path of what seals papers; the default signs PAdES with the certificate below. Who controls it signs as the agency.",
    )
    agency_certificate: Path | None = Field(
        None,
        description="PKCS#12 file of the agency's certificate; demo: an authority in the box. Who holds it and the password is the agency.",
    )
    agency_certificate_password: str = Field(
        "", description="Its password. Who knows it and has the file is the agency."
    )
    trust_roots: Path | None = Field(
        None,
        description="PEM of the root that sealed papers are checked against. Who writes it decides which seals are believed.",
    )
    timestamp_url: str = Field(
        "", description="RFC 3161 time-stamp authority; empty = none. Who controls it can date papers, not change them."
    )
    sm2_key: Path | None = Field(
        None,
        description="File with an SM2 key (two hexadecimal lines: private, public) that also signs papers; demo: made once. Who reads it can sign.",
    )
    public_url: str = Field(
        "",
        description="Address at which citizens reach this installation, printed in the papers' QR codes. Who sets it decides where they lead.",
    )
    mqtt_url: str = Field(
        "",
        description="Broker of `zhicheng mqtt`: `mqtts://user:password@host:8883`. Who controls it can invent observations, and hold them back.",
    )
    mqtt_topics: list[str] = Field(
        ["frigate/#=frigate"],
        description='Topics and who takes them, as JSON: `["frigate/#=frigate"]`. Who sets it decides whose messages are believed.',
    )
    mqtt_authority: Path | None = Field(
        None,
        description="PEM of the authority of the broker's certificate; empty = the system's. Who writes it can be the broker.",
    )
    mqtt_certificate: Path | None = Field(
        None,
        description="PEM of our certificate for the broker (TLS client certificate). Who has it and the key reads what we read.",
    )
    mqtt_key: Path | None = Field(None, description="PEM of its private key. Who reads it can be us.")
    frigate_map: Path | None = Field(
        None,
        description="YAML: Frigate's cameras and zones → ours; empty = zones drawn here, found by the same name. Who writes it moves thresholds.",
    )
    frigate_urls: dict[str, str] = Field(
        {},
        description='Where pictures come from, by topic prefix, as JSON: `{"frigate": "http://box:5000"}`. Whoever answers there sends pictures.',
    )
    vendor_maps: Path | None = Field(
        None,
        description="Folder with one mapping file per vendor (`NAME.yaml`); empty = no vendor may send. Who writes here says what events mean.",
    )
    vendor_keys: dict[str, str] = Field(
        {},
        description='Keys that vendors sign with, as JSON: `{"acme": "…"}`, at least 32 characters. Who knows one sends as that vendor.',
    )
    vendor_tokens: dict[str, str] = Field(
        {},
        description="Tokens of vendors that cannot sign, at least 32 characters. Who reads one on its way sends as that vendor.",
    )
    clock: str = Field(
        "",
        description="Demo only: `real,city,speed` (two epoch seconds and a factor) makes the city's clock run faster.",
    )

    @model_validator(mode="after")
    def refuse_what_is_unsafe(self) -> Self:
        """Stop before the first request rather than run unsafely."""
        parse_working_time(self.working_time)
        for name, secret in [*self.vendor_keys.items(), *self.vendor_tokens.items()]:
            if len(secret) < 32:
                raise ValueError(
                    f"ZHICHENG_VENDOR_KEYS, ZHICHENG_VENDOR_TOKENS: the secret of {name} needs at least 32 characters."
                )
        if self.mode == "production":
            if len(self.secret_key) < WEAK_KEY:
                raise ValueError(
                    "ZHICHENG_SECRET_KEY: set at least 50 random characters, or ZHICHENG_MODE=demo to try it out."
                )
            if "*" in self.allowed_hosts:
                raise ValueError("ZHICHENG_ALLOWED_HOSTS: name the hosts; * lets anybody forge links to you.")
            if not self.second_factor:
                raise ValueError("ZHICHENG_SECOND_FACTOR: only the demo may switch the second factor off.")
            if ".s3." in self.evidence_store and not self.evidence_bucket:
                raise ValueError("ZHICHENG_EVIDENCE_BUCKET: name the bucket of the S3 store.")
            if self.clock:
                raise ValueError("ZHICHENG_CLOCK: only the demo has a clock of its own.")
        return self

    @property
    def eyes_dir(self) -> Path:
        return self.eyes or self.home / "eyes"

    @property
    def city_dir(self) -> Path:
        return self.city or self.home / "city"

    @property
    def signing_key(self) -> str:
        """The secret key; the demo and tests make one on first use and keep it in `home`."""
        if self.secret_key:
            return self.secret_key
        path = self.home / "secret_key"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            path.write_text(secrets.token_urlsafe(48))
            path.chmod(0o600)
        return path.read_text()


@cache
def config() -> Settings:
    """The settings of this process, read once."""
    return Settings()
