"""Before a password is said the mail server has to prove who it is."""

import smtplib
import ssl
from dataclasses import replace

import pytest
from flask_mailman import Mail

from community.app import create_app
from community.jobs.smtp import EmailBackend
from tests import databases


@pytest.fixture
def way(monkeypatch):
    """Return how letters go to a mail server on port 587, and what its TLS asks."""
    asked = []

    def starttls(_connection, *, context=None):
        asked.append(context)
        raise ssl.SSLCertVerificationError("somebody else")

    monkeypatch.setattr(smtplib.SMTP, "__init__", lambda *_a, **_k: None)
    monkeypatch.setattr(smtplib.SMTP, "starttls", starttls)
    return asked


def test_starttls_looks_at_the_certificate_and_its_name(way, tmp_path):
    chosen = databases.site("sqlite://", tmp_path).config["SETTINGS"]
    connection = Mail(create_app(replace(chosen, mail="smtp"))).get_connection()
    assert isinstance(connection, EmailBackend)
    with pytest.raises(ssl.SSLCertVerificationError):
        connection.open()
    [context] = way
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
