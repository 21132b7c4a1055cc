"""The mail server by SMTP, and proof of whom we speak to before a password is said."""

import smtplib
import ssl
from typing import Any

from flask_mailman.backends import smtp


class Checked(smtplib.SMTP):
    """SMTP whose STARTTLS looks at the server's certificate; the library's does not."""

    def starttls(self, *, context: ssl.SSLContext | None = None) -> Any:  # type: ignore[override]
        """Begin TLS, or raise `ssl.SSLError` where the server is not who it says."""
        return super().starttls(context=context or ssl.create_default_context())


class EmailBackend(smtp.EmailBackend):  # type: ignore[misc]
    """Flask-Mailman's way to a mail server, with that check."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """What opens a connection: TLS at once, or by STARTTLS."""
        return smtplib.SMTP_SSL if self.use_ssl else Checked
