"""A month in a form: typed or picked, and never one that is still to come."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import ValidationError
from wtforms.widgets import MonthInput

from community.core import clock


class MonthField(StringField):
    """A month like 2017-09, or a day in it; None while nothing is typed."""

    widget = MonthInput()

    @property
    def day(self) -> date | None:
        """The first day of the month, or the day that was typed."""
        words = (self.data or "").strip()
        if not words:
            return None
        return date.fromisoformat(words if words.count("-") > 1 else f"{words}-01")

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no month, and one that has not begun."""
        try:
            day = self.day
        except ValueError:
            raise ValidationError(
                str(_l("Enter a year and a month like 2017-09, or leave it empty"))
            ) from None
        if day is not None and day > clock.today():
            raise ValidationError(str(_l("Choose a month that has begun")))
