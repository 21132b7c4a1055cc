"""What is kept so that people are safe here, and the place can answer for it."""

from community.core.text import N_
from community.privacy.inventory.lines import Fate, Line, kept_back, mine
from community.privacy.inventory.people import OTHERS

REPORTED = N_("What you reported")
MEASURES = N_("What moderators decided about you")
LOOKED = N_("Who looked at your data")
TRAIL = N_("What the audit trail holds of you")

CASES = "what others told moderators in confidence"
STAFF = "what somebody with a role did for the community, and answers for"

SAFETY: tuple[Line, ...] = (
    mine("report", "reporter_id", REPORTED, Fate.NAME,
         only="receipt reason text made_at"),
    kept_back("report", "about_id", CASES, Fate.WORDS),
    kept_back("safeguarding_case", "about_id", CASES, Fate.WORDS),
    kept_back("safeguarding_case", "claimed_by_id", STAFF, Fate.NAME),
    kept_back("safeguarding_case", "closed_by_id", STAFF, Fate.NAME),
    kept_back("safeguarding_case", "subject_id", CASES, Fate.STAYS),
    kept_back("widening", "asked_by_id", STAFF, Fate.NAME),
    kept_back("widening", "answered_by_id", STAFF, Fate.NAME),
    mine("measure", "account_id", MEASURES,
         only="kind why at until acknowledged_at lifted_at"),
    kept_back("measure", "by_id", STAFF, Fate.NAME),
    kept_back("measure", "agreed_by_id", STAFF, Fate.NAME),
    mine("appeal", "measure_id", MEASURES, only="text made_at decided_at upheld reply",
         through=("measure", "account_id")),
    kept_back("appeal", "decided_by_id", STAFF, Fate.NAME),
    mine("ledger_entry", "about_id", LOOKED, only="role what why at"),
    kept_back("ledger_entry", "by_id", OTHERS, Fate.NAME),
    mine("opening", "about_id", LOOKED, only="why at until"),
    kept_back("opening", "by_id", OTHERS, Fate.NAME),
    kept_back("opening", "kept_quiet_by_id", OTHERS, Fate.NAME),
    mine("audit_event", "actor", TRAIL, Fate.MARK,
         only="at act object_kind outcome note"),
    mine("audit_event", "object_id", TRAIL, Fate.MARK, only="at act outcome"),
    kept_back("inactivity", "account_id", "how far it has come with an account that "
              "nobody uses: their letters say it"),
    kept_back("held_item", "thing_id", "part of a case", Fate.ROW),
    kept_back("ban", "digest", "the hash of an address, kept where somebody was shut "
              "out", Fate.STAYS),
    kept_back("erasure", "account_id", "there is one only where somebody is gone",
              Fate.STAYS),
    kept_back("erasure", "member_id", "there is one only where somebody is gone",
              Fate.STAYS),
    kept_back("kept_consent", "mark", "there is one only where somebody is gone",
              Fate.STAYS),
)  # fmt: skip
