"""What the place where this runs decides: `COMMUNITY_*` variables, read once."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

MODES = ("demo", "production")
MAIL = ("console", "file", "smtp")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
VAULT_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")
DEMO_KEY = "YSBkZW1vIGtlZXBzIG5vdGhpbmcgdGhhdCBpcyByZWE="
"""What the demo seals with: nothing there is real."""
DEMO_SECRET = "a demo on this machine alone needs no secret"  # noqa: S105 (public)
LOCAL = ("127.0.0.1", "localhost", "::1")
"""Names by which only this machine reaches itself."""
PORTS, PROXIES = (1, 65_535), (0, 99)
TRUE, FALSE = {"1", "on", "true", "yes"}, {"0", "off", "false", "no"}


class BadSetting(ValueError):
    """A variable has a value that we can't use; the message says which and why."""


@dataclass(frozen=True)
class Settings:
    """Infrastructure; what a community chooses for itself is in the settings pages."""

    mode: str
    database_url: str
    secret_key: str
    vault_keys: tuple[str, ...]
    backup_key: str
    data_dir: Path
    name: str
    host: str
    port: int
    public_url: str
    mail: str
    mail_from: str
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    proxies: int
    project_review: bool
    log_level: str
    link_check: bool
    paces: bool

    @property
    def demo(self) -> bool:
        """Whether this is the demo community."""
        return self.mode == "demo"

    @property
    def backup_keys(self) -> tuple[str, ...]:
        """The key that seals a backup, and after it all that may open an older one."""
        own = (self.backup_key,) if self.backup_key else ()
        return own + self.vault_keys

    @property
    def secure(self) -> bool:
        """Whether people come by https, so that cookies may insist on it."""
        return urlsplit(self.public_url).scheme == "https"


def read(environ: Mapping[str, str]) -> Settings:
    """Read the settings, or raise `BadSetting` with a sentence that says what to do."""

    def take(name: str, default: str) -> str:
        return environ.get(f"COMMUNITY_{name}", default).strip()

    mode = _one_of("MODE", take("MODE", "production"), MODES)
    if mode == "production" and _asks_to_debug(environ):
        raise BadSetting(
            "FLASK_DEBUG must not be set in production: it shows the inside to anybody."
        )
    data_dir = Path(take("DATA_DIR", "var")).absolute()
    port = _number("PORT", take("PORT", environ.get("PORT", "8000")), PORTS)
    host = take("HOST", "127.0.0.1")
    if mode == "demo" and host not in LOCAL:
        raise BadSetting(
            "COMMUNITY_HOST must be 127.0.0.1 in demo mode: "
            "the demo's passwords are public."
        )
    return Settings(
        mode=mode,
        database_url=take(
            "DATABASE_URL", f"sqlite:///{data_dir / 'community.sqlite3'}"
        ),
        secret_key=_secret(mode, take("SECRET_KEY", "")),
        vault_keys=_vault(mode, take("VAULT_KEYS", "")),
        backup_key=_key_of_backups(take("BACKUP_KEY", "")),
        data_dir=data_dir,
        name=take("NAME", "Common Thread"),
        host=host,
        port=port,
        public_url=_address(mode, take("PUBLIC_URL", _usual_address(host, port))),
        mail=_one_of(
            "MAIL", take("MAIL", "file" if mode == "demo" else "console"), MAIL
        ),
        mail_from=take("MAIL_FROM", "hello@example.org"),
        smtp_host=take("SMTP_HOST", "localhost"),
        smtp_port=_number("SMTP_PORT", take("SMTP_PORT", "587"), PORTS),
        smtp_user=take("SMTP_USER", ""),
        smtp_password=take("SMTP_PASSWORD", ""),
        proxies=_number("PROXIES", take("PROXIES", "0"), PROXIES),
        project_review=_switch("PROJECT_REVIEW", take("PROJECT_REVIEW", "on")),
        log_level=_one_of("LOG_LEVEL", take("LOG_LEVEL", "INFO").upper(), LEVELS),
        link_check=_switch("LINK_CHECK", take("LINK_CHECK", "off")),
        paces=_switch("PACES", take("PACES", "on")),
    )


def _asks_to_debug(environ: Mapping[str, str]) -> bool:
    """Tell whether Flask was told to show its inside."""
    return environ.get("FLASK_DEBUG", "").lower() not in {"", *FALSE}


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise BadSetting(
            f"COMMUNITY_{name} is {value!r}: use one of {', '.join(choices)}."
        )
    return value


def _number(name: str, value: str, between: tuple[int, int]) -> int:
    least, most = between
    figures = value.isascii() and value.isdecimal() and len(value) <= len(str(most))
    if not figures or not least <= int(value) <= most:
        raise BadSetting(
            f"COMMUNITY_{name} is {value!r}: use a whole number from {least} to {most}."
        )
    return int(value)


def _switch(name: str, value: str) -> bool:
    if value.lower() not in TRUE | FALSE:
        raise BadSetting(f"COMMUNITY_{name} is {value!r}: use on or off.")
    return value.lower() in TRUE


def _secret(mode: str, value: str) -> str:
    if mode == "production" and (len(value.encode()) < 32 or _is_weak(value)):
        raise BadSetting(
            "COMMUNITY_SECRET_KEY must have 32 characters or more, made at random. "
            'Make one with: python3 -c "import secrets; print(secrets.token_hex(32))"'
        )
    return value or DEMO_SECRET


def _is_weak(secret: str) -> bool:
    """Tell whether a secret is that of the demo, or a few letters over and over."""
    return secret == DEMO_SECRET or len(set(secret)) < 10


def _vault(mode: str, value: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in value.split(",") if key.strip())
    if mode == "demo" and not keys:
        return (DEMO_KEY,)
    good = all(VAULT_KEY.fullmatch(key) and not _is_open(key) for key in keys)
    if not keys or not good:
        raise BadSetting(
            "COMMUNITY_VAULT_KEYS must hold a key, or several with commas between, the "
            "newest first. Keep it apart from the database. Make one with: "
            'python3 -c "import base64, os; '
            'print(base64.urlsafe_b64encode(os.urandom(32)).decode())"'
        )
    return keys


def _is_open(key: str) -> bool:
    """Tell whether a key is that of the demo, or a few bytes over and over."""
    return key == DEMO_KEY or len(set(base64.urlsafe_b64decode(key))) < 10


def _key_of_backups(value: str) -> str:
    if value and not VAULT_KEY.fullmatch(value):
        raise BadSetting(
            "COMMUNITY_BACKUP_KEY must be a key, made as COMMUNITY_VAULT_KEYS says; "
            "without it the first of those seals backups too."
        )
    return value


def _usual_address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _address(mode: str, value: str) -> str:
    scheme, host = _parts(value)
    if scheme not in ("http", "https") or not host or len(value.split()) != 1:
        raise BadSetting(
            f"COMMUNITY_PUBLIC_URL is {value!r}: it must be an address with a host, "
            "as in https://people.example.org"
        )
    if mode == "production" and "*" in value:
        raise BadSetting(
            "COMMUNITY_PUBLIC_URL must name one host, without *: the site answers no "
            "other, so that links in letters never lead elsewhere."
        )
    if mode == "production" and scheme != "https" and host not in LOCAL:
        raise BadSetting(
            "COMMUNITY_PUBLIC_URL must start with https:// in production, "
            "as in https://people.example.org"
        )
    return value.rstrip("/")


def _parts(address: str) -> tuple[str, str]:
    """Return the scheme and the host of an address; two "" where it cannot be read."""
    try:
        parts = urlsplit(address)
        _port = parts.port  # raises where it is none
    except ValueError:
        return "", ""
    return parts.scheme, parts.hostname or ""
