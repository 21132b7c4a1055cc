"""Fields of a form whose mistakes are said in our words: a day, a time, a number."""

from flask_babel import gettext as _
from wtforms import DateField, IntegerField, TimeField


class Day(DateField):
    """A day; what is none is refused in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, as the browser or a person writes it."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter a day, as in 2017-07-19")) from None


class Hour(TimeField):
    """A time of day; what is none is refused in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time, as the browser or a person writes it."""
        try:
            super().process_formdata([one.strip()[:5] for one in valuelist])
        except ValueError:
            raise ValueError(_("Enter a time, as in 18:30")) from None


class Places(IntegerField):
    """A number of places; what is none is refused in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter a number, as in 12, or nothing")) from None
