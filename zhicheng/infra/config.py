"""Settings: one typed class, read from `ZHICHENG_…` environment variables; an unsafe combination refuses to start.

Each option says what it does and what somebody who controls it could do.
"""

from __future__ import annotations

import re
import secrets
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from zhicheng.kernel.calendar import parse_working_time

HOURS = re.compile(r"|(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d")
HTTP_SMS = "zhicheng.gateways.sms.client.SMS"
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
    merge_by_itself: bool = Field(
        True,
        description="May the rule account merge a new ticket into an open one of the same matter when it is surely the same thing? It can "
        "be undone; false: every likeness is a question at the acceptor's desk.",
    )
    contest_days: int = Field(
        15, ge=1, le=365, description="Whoever reported a thing may contest its closing so many days after it, once."
    )
    anonymous_reports: bool = Field(
        True, description="May citizens report without a phone? A child under 14 always may (PIPL 31)."
    )
    complaint_days: int = Field(
        15, ge=1, le=60, description="A complaint about an officer is answered within so many working days."
    )
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
    sms_url: str = Field(
        "",
        description="Where `ZHICHENG_SMS=zhicheng.gateways.sms.client.SMS` posts each text: an SMS platform or a relay. Who answers reads them.",
    )
    sms_key: str = Field("", description="SMS: by which the platform knows us.")
    sms_secret: str = Field(
        "", description="SMS: what requests are signed with. Who knows it sends texts in the city's name."
    )
    sms_sign: str = Field("", description="SMS: the approved signature, 【…】 without its brackets.")
    sms_templates: dict[str, str] = Field(
        {},
        description='SMS: our template → the platform\'s approved one, as JSON: `{"step.sent": "SMS_1234"}`; what is missing is sent as text.',
    )
    cards: str = Field(
        "zhicheng.ground.messages.ports.OUTBOX",
        description="Dotted path of what puts cards into units' working groups (DingTalk, WeChat Work); the default keeps them in the list of "
        "messages. Who controls it reads every card and can open its link.",
    )
    groups: dict[str, str] = Field(
        {},
        description="Units' working groups for `ZHICHENG_CARDS=zhicheng.gateways.groups.client.GROUPS`: unit → address of the group's robot "
        "(DingTalk with access_token, WeChat Work with key), as JSON. Who knows an address writes into that group.",
    )
    group_secrets: dict[str, str] = Field(
        {},
        description="Unit → what its DingTalk robot wants calls signed with (SEC…), as JSON; empty where it asks for keywords or addresses.",
    )
    web_push: str = Field(
        "zhicheng.gateways.push.client.WEB_PUSH",
        description="Dotted path of web push; `zhicheng.ground.messages.ports.OUTBOX` offers none. Nothing is sent before a citizen's own browser "
        "subscribes; what is sent only that browser can read. Who controls it reads what citizens are told.",
    )
    push_key: Path | None = Field(
        None,
        description="PEM with the P-256 key that signs web push; empty = `home/push_key.pem`, made on first use. Who reads it sends as this city; "
        "who loses it has to ask every browser again.",
    )
    push_contact: str = Field(
        "",
        description="Web push: whom a push service may write to, `mailto:it@example.gov.cn` or an https page; some services want one.",
    )
    push_hosts: list[str] = Field(
        [
            "fcm.googleapis.com", "updates.push.services.mozilla.com", ".notify.windows.com", ".push.apple.com",
        ],
        description="Push services that browsers may name, as JSON; `.push.apple.com` = all below it. Whoever answers learns that and when "
        "something is told, never what. Another host is another way out of the house.",
    )  # fmt: skip
    wechat: str = Field(
        "zhicheng.ground.messages.ports.OUTBOX",
        description="Dotted path of WeChat's subscription messages; the default offers none. Who controls it reads what citizens are told.",
    )
    wechat_url: str = Field(
        "https://api.weixin.qq.com", description="WeChat: its API. Whoever answers there learns the secret."
    )
    wechat_app: str = Field("", description="WeChat: AppID of the city's mini program.")
    wechat_secret: str = Field("", description="WeChat: its AppSecret. Who knows it speaks as the mini program.")
    wechat_template: str = Field("", description="WeChat: the subscription message's template id.")
    wechat_fields: dict[str, str] = Field(
        {"receipt": "character_string1", "step": "thing2"},
        description="WeChat: what stands in which of the template's fields, as JSON; `receipt`, `step`, `unit`, `until`.",
    )
    wechat_page: str = Field(
        "pages/track/index?receipt={receipt}", description="WeChat: the mini program's page that a tap opens."
    )
    wechat_bind_url: str = Field(
        "",
        description="WeChat: link into the mini program with `{code}`; empty = the reporter types the code there. Who sets it leads citizens.",
    )
    wechat_key: str = Field(
        "",
        description="WeChat: key with which the mini program tells us an openid, at least 32 characters. Who knows it can bind itself to a report "
        "whose code it has.",
    )
    citizen_quiet_hours: str = Field(
        "22:00-08:00",
        description="No text message about a report in these hours, it comes in the morning; web push is silent. Empty = none.",
    )
    forget_ways_days: int = Field(
        30,
        ge=1,
        le=365,
        description="How a citizen chose to be told (phone, browser, openid) is erased so many days after his report is over.",
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
        30, ge=1, description="Reports one address, and one phone number, may send in a minute without an account."
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
    open311_jurisdictions: dict[str, str] = Field(
        {},
        description='Open311: `jurisdiction_id` → area code of its brigade, as JSON: `{"xihu.example.gov.cn": "330106"}`; empty = one, the whole '
        "city. Who sets it decides which reports are published under which name.",
    )
    open311_services: Path | None = Field(
        None,
        description="Open311: YAML of the services offered and their questions; empty = all matters. Who writes it decides what others may ask for.",
    )
    open311_contact: str = Field(
        "",
        description="Open311: whom to ask, and for a key, as the discovery file says it; empty = a general sentence.",
    )
    open311_test_url: str = Field(
        "",
        description="Open311: base address of your test installation, as the discovery file names it; empty = this one. "
        "Whoever answers there gets what developers try out.",
    )
    open311_per_minute: int = Field(1_200, ge=1, description="Open311: requests that one address may make in a minute.")
    open311_hosts: list[str] = Field(
        [],
        description='Open311: hosts (`host` or `host:port`) that may be followed, as JSON: `["311.example.gov.cn"]`. Whoever answers sends reports.',
    )
    open311_keys: dict[str, str] = Field(
        {},
        description="Open311: the keys that others gave us, by the name under which they are followed, as JSON. Who reads one files in our name.",
    )
    hotline_keys: dict[str, str] = Field(
        {},
        description='Hotline: keys that both sides sign with, by sender, as JSON: `{"12345": "…"}`, at least 32 characters. Who knows one files as '
        "that hotline and can answer in our name.",
    )
    hotline_addresses: dict[str, str] = Field(
        {},
        description='Hotline: where answers are posted, by sender, as JSON: `{"12345": "https://…"}`; none = by file. Whoever answers there reads '
        "what was done.",
    )
    social_hosts: list[str] = Field(
        [],
        description='Social posts: hosts (`host` or `host:port`) whose feeds may be read, as JSON: `["feeds.example.cn"]`. Whoever answers sends '
        "posts, which become reports when they read like one.",
    )
    social_ask: int = Field(
        35, description="Social posts: from how many per cent on an acceptor is asked. Lower: more posts to look at."
    )
    social_take: int = Field(
        90, description="Social posts: from how many per cent on one is a report without a person's look; 101 = never."
    )
    clock: str = Field(
        "",
        description="Demo only: `real,city,speed` (two epoch seconds and a factor) makes the city's clock run faster.",
    )

    @model_validator(mode="after")
    def refuse_what_is_unsafe(self) -> Self:
        """Stop before the first request rather than run unsafely."""
        parse_working_time(self.working_time)
        for name in ("quiet_hours", "citizen_quiet_hours"):
            if not HOURS.fullmatch(getattr(self, name)):
                raise ValueError(f"ZHICHENG_{name.upper()}: write hours like 22:00-08:00, or nothing for none.")
        for name, secret in self.hotline_keys.items():
            if len(secret) < 32:
                raise ValueError(f"ZHICHENG_HOTLINE_KEYS: the key of {name} needs at least 32 characters.")
        for name in self.hotline_addresses:
            if name not in self.hotline_keys:
                raise ValueError(
                    f"ZHICHENG_HOTLINE_ADDRESSES: {name} has no key in ZHICHENG_HOTLINE_KEYS, so nothing can be signed."
                )
        for name, secret in [*self.vendor_keys.items(), *self.vendor_tokens.items()]:
            if len(secret) < 32:
                raise ValueError(
                    f"ZHICHENG_VENDOR_KEYS, ZHICHENG_VENDOR_TOKENS: the secret of {name} needs at least 32 characters."
                )
        if self.wechat_key and len(self.wechat_key) < 32:
            raise ValueError("ZHICHENG_WECHAT_KEY: the mini program's key needs at least 32 characters.")
        if self.sms == HTTP_SMS and not (self.sms_url.startswith(("https://", "http://127.0.0.1")) and self.sms_secret):
            raise ValueError(
                "ZHICHENG_SMS_URL, ZHICHENG_SMS_SECRET: the SMS platform needs an https address and a secret."
            )
        for unit, robot in self.groups.items():
            if not robot.startswith(("https://", "http://127.0.0.1")) or not (
                "access_token=" in robot or "key=" in robot
            ):
                raise ValueError(
                    f"ZHICHENG_GROUPS: the robot of {unit} needs an https address with access_token (DingTalk) or key (WeChat Work)."
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
