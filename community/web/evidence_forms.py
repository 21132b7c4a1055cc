"""The forms of a record: what a member says, and all that a curator can change."""

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput

from community.core.errors import Refused
from community.core.text import folded
from community.evidence.facts import (
    LONGEST,
    ResourceFacts,
    check_address,
    normal_doi,
)
from community.evidence.models import ResourceType, Strength
from community.expertise.models import TagState
from community.expertise.queries import TagCard, approved, tag_for
from community.projects.factors import named
from community.web.evidence_words import strength_label, strength_meaning, type_label
from community.web.forms import Form, at_most, options, typed
from community.web.respond import told

TAGS = ("tag_1", "tag_2", "tag_3")


def lines(field: Field) -> tuple[str, ...]:
    """Return what was typed, a line each."""
    return tuple(one.strip() for one in typed(field).splitlines() if one.strip())


def each_at_most(letters: int) -> Callable[[Form, Field], None]:
    """Return the rule that each line takes so many letters."""

    def look(_form: Form, field: Field) -> None:
        if any(len(one) > letters for one in lines(field)):
            raise ValidationError(
                _("Use %(most)s letters or fewer in a line", most=letters)
            )

    return look


def _as_checked(check: Callable[[str], Any]) -> Callable[[Form, Field], None]:
    """Return a rule of the records as a rule of a field."""

    def look(_form: Form, field: Field) -> None:
        try:
            check(typed(field).strip())
        except Refused as error:
            raise ValidationError(told(error)) from None

    return look


def _doi(_form: Form, field: Field) -> None:
    if typed(field).strip() and normal_doi(typed(field)) is None:
        raise ValidationError(_("A DOI looks like 10.1000/xyz: look at it again"))


def _year(_form: Form, field: Field) -> None:
    words = typed(field).strip()
    if words and not (words.isascii() and words.isdigit() and len(words) == 4):
        raise ValidationError(_("Give the year in four digits, or leave it empty"))


def _known(_form: Form, field: Field) -> None:
    words = typed(field)
    if folded(words) and _tag(words) is None:
        raise ValidationError(
            _("“%(word)s” is no word of this community yet. Choose one that is",
              word=words)
        )  # fmt: skip


def _tag(words: str) -> str | None:
    """Return the slug of the approved tag that words name, by whichever name."""
    tag = tag_for(words)
    return tag.slug if tag is not None and tag.state is TagState.APPROVED else None


class ResourceForm(Form):
    """What anybody can say of a resource; a title and its type are enough."""

    title = StringField(
        _l("Title"), [InputRequired(_l("Enter its title")), at_most(400)]
    )
    type = SelectField(
        _l("What kind of thing it is"), [InputRequired(_l("Choose what it is"))]
    )
    authors = TextAreaField(_l("Authors"), [each_at_most(200)])
    year = StringField(_l("Year"), [_year])
    publisher = StringField(_l("Publisher or journal"), [at_most(300)])
    doi = StringField(_l("DOI"), [_doi])
    address = StringField(
        _l("Address on the web"), [at_most(2000), _as_checked(check_address)]
    )
    audiences = TextAreaField(_l("For whom it is"), [each_at_most(80)])
    settings = TextAreaField(_l("Setting"), [each_at_most(80)])
    tag_1 = StringField(_l("Topic"), [_known])
    tag_2 = StringField(_l("And"), [_known])
    tag_3 = StringField(_l("And also"), [_known])
    factors = SelectMultipleField(
        _l("Which decision factors it speaks to"), option_widget=CheckboxInput()
    )
    sentence = StringField(_l("What it says, in one sentence"), [at_most(280)])
    summary = TextAreaField(
        _l("Summary in your own words"), [at_most(LONGEST["summary"])]
    )

    def offer_choices(self) -> None:
        """Fill the lists to choose from: one statement."""
        kinds = [(one.value, type_label(one)) for one in ResourceType]
        self.type.choices = [("", _("Choose")), *kinds]
        self.factors.choices = [(card.code, card.label) for card in named()]

    def tag_slugs(self) -> tuple[str, ...]:
        """Return the tags that were typed, each once."""
        found = (_tag(typed(self[name])) for name in TAGS if typed(self[name]))
        return tuple(dict.fromkeys(one for one in found if one))

    def facts(self) -> ResourceFacts:
        """Return what was typed, as records hold it."""
        year = typed(self.year).strip()
        names = ("title", "publisher", "doi", "address", "sentence", "summary")
        words: dict[str, Any] = {name: typed(self[name]).strip() for name in names}
        return ResourceFacts(
            **words,
            type=ResourceType(self.type.data),
            authors=lines(self.authors),
            year=int(year) if year else None,
            tags=self.tag_slugs(),
            factors=tuple(self.factors.data or ()),
            audiences=lines(self.audiences),
            settings=lines(self.settings),
        )


class SuggestForm(ResourceForm):
    """What a member says of a resource."""

    another = BooleanField(_l("It is another thing: suggest it all the same"))


class RecordForm(ResourceForm):
    """All that a record says, and why a curator changes it."""

    about_only = BooleanField(_l("The address leads to a page about it, not to itself"))
    note = StringField(_l("A note for readers"), [at_most(300)])
    licence = StringField(_l("Licence"), [at_most(120)])
    strength = SelectField(_l("Strength of the evidence"))
    strength_reason = TextAreaField(_l("Why that strength"), [at_most(400)])
    tags = SelectMultipleField(
        _l("Topics it has"), option_widget=CheckboxInput(), validate_choice=False
    )
    why = StringField(
        _l("What you changed, and why"),
        [InputRequired(_l("Say in a line what you changed and why")), at_most(300)],
    )
    version = IntegerField(widget=HiddenInput())

    def offer(self, tags: Iterable[str]) -> None:
        """Fill the lists to choose from; `tags` are those that it has by now."""
        self.offer_choices()
        self.strength.choices = strengths()
        labels = {card.slug: card.label for card in approved()}
        wanted = dict.fromkeys([*tags, *(self.tags.data or ())])
        self.tags.choices = [(one, labels[one]) for one in wanted if one in labels]

    def facts(self) -> ResourceFacts:
        """Return what was typed, as records hold it."""
        known = {option.data for option in self.tags}
        had = [one for one in self.tags.data or () if one in known]
        said = vars(super().facts())
        return ResourceFacts(
            **{
                **said,
                "tags": tuple(dict.fromkeys([*had, *said["tags"]])),
                "about_only": bool(self.about_only.data),
                "note": typed(self.note).strip(),
                "licence": typed(self.licence).strip(),
                "strength": Strength(self.strength.data),
                "strength_reason": typed(self.strength_reason).strip(),
            }
        )


def strengths() -> list[Any]:
    """Return the strengths of evidence to choose from, each with what it means."""
    words = ((one, strength_label(one), strength_meaning(one)) for one in Strength)
    return options(*((one.value, f"{label}: {means}") for one, label, means in words))


def filled(facts: ResourceFacts) -> dict[str, Any]:
    """Return facts as the fields of a form hold them."""
    return {
        **vars(facts),
        "type": facts.type.value,
        "strength": facts.strength.value,
        "year": "" if facts.year is None else str(facts.year),
        "doi": facts.doi or "",
        "authors": "\n".join(facts.authors),
        "audiences": "\n".join(facts.audiences),
        "settings": "\n".join(facts.settings),
        "tags": list(facts.tags),
        "factors": list(facts.factors),
    }


def topics() -> tuple[TagCard, ...]:
    """Return the words that topics are chosen from."""
    return approved()
