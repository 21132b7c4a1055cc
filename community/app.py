"""The site, wired: settings in, a Flask app out."""

import os
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect

from community import assets, schema, settings
from community.core import clock, files, vault
from community.core.db import db
from community.matching import snapshot
from community.web import blueprints, door, errors, sessions, shell

LANGUAGES = ("en", "en_XA")
BACKENDS = {"smtp": "community.jobs.smtp.EmailBackend"}
"""Where letters go, if not by Flask-Mailman's own way."""
TABLES = schema.metadata
POSTGRESQL = (
    "-c statement_timeout=5s -c lock_timeout=3s "
    "-c idle_in_transaction_session_timeout=15s -c jit=off -c timezone=UTC"
)
"""What each connection to PostgreSQL is told: nothing waits for ever, short statements
are not compiled (it took a quarter of a second to save none), and a moment's day is the
same as ours wherever the server stands."""


def create_app(chosen: settings.Settings | None = None, **overrides: Any) -> Flask:
    """Return the site for `chosen` settings (default: those of the environment)."""
    chosen = chosen or settings.read(os.environ)
    app = Flask(
        "community",
        static_folder=None,
        template_folder=str(assets.folder("templates")),
    )
    app.config.from_mapping(_config(chosen))
    app.config.update(overrides)
    db.init_app(app)
    Migrate(app, db, directory=str(assets.folder("migrations")))
    CSRFProtect(app)
    login = LoginManager()
    login.init_app(app, add_context_processor=False)
    login.session_protection = None
    login.request_loader(sessions.signed_in_by)
    Babel(app, locale_selector=shell.locale, default_timezone=clock.BRITAIN.key)
    shell.register(app)
    errors.register(app)
    blueprints.register(app)
    door.guard(app)
    return app


def _config(chosen: settings.Settings) -> dict[str, Any]:
    postgres = chosen.database_url.startswith("postgresql")
    engine: dict[str, Any] = {
        "hide_parameters": True,
        "execution_options": {
            snapshot.FOLDER: str(chosen.data_dir / "graph"),
            vault.KEYS: chosen.vault_keys,
            files.DATA: str(chosen.data_dir),
        },
    }
    if postgres:
        engine |= {"pool_pre_ping": True, "pool_recycle": 1800, "max_overflow": 5}
        engine["connect_args"] = {"options": POSTGRESQL}
    return {
        "SETTINGS": chosen,
        "SECRET_KEY": chosen.secret_key,
        "SQLALCHEMY_DATABASE_URI": chosen.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine,
        "SESSION_COOKIE_NAME": "__Host-notes" if chosen.secure else "notes",
        "SESSION_COOKIE_SECURE": chosen.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": door.MEGABYTE,
        "MAX_FORM_PARTS": 100,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "TRUSTED_HOSTS": _hosts(chosen),
        "MAIL_BACKEND": BACKENDS.get(chosen.mail, chosen.mail),
        "MAIL_FILE_PATH": str(chosen.data_dir / "mail"),
        "MAIL_SERVER": chosen.smtp_host,
        "MAIL_PORT": chosen.smtp_port,
        "MAIL_TIMEOUT": 30,
        "MAIL_USERNAME": chosen.smtp_user or None,
        "MAIL_PASSWORD": chosen.smtp_password or None,
        "MAIL_USE_TLS": chosen.smtp_port == 587,
        "MAIL_USE_SSL": chosen.smtp_port == 465,
        "BABEL_TRANSLATION_DIRECTORIES": "translations",
    }


def _hosts(chosen: settings.Settings) -> list[str]:
    named = urlsplit(chosen.public_url).hostname or "localhost"
    return [named, "127.0.0.1", "localhost"]
