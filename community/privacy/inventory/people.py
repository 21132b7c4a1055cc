"""What is kept of people: accounts, profiles, whom they know, what they write."""

from community.core.text import N_
from community.privacy.inventory.lines import Fate, Line, kept_back, mine

ACCOUNT = N_("Your account")
SIGNED_IN = N_("Where you are signed in")
PROOFS = N_("How you prove that it is you")
CONSENTS = N_("What you agreed to")
PROFILE = N_("Your profile")
LIVED = N_("Your lived experience")
PRIVACY = N_("Whom you keep away")
TIES = N_("People you know here")
HELLOS = N_("Hellos")
INTRODUCTIONS = N_("Introductions")
COFFEE = N_("Coffee with somebody new")
MESSAGES = N_("Messages")
NOTICES = N_("Notices and mail")
SUGGESTED = N_("What was suggested to you")

CLOSED = "a secret, or the hash of one: useless to its owner, a key to anybody else"
OTHERS = "somebody else's: what they did or chose is theirs to tell"
DERIVED = "made of other rows, and made anew with them"

PEOPLE: tuple[Line, ...] = (
    # ------------------------------------------------------------------ accounts
    mine("account", "id", ACCOUNT, hide="password_hash"),
    mine("grant", "account_id", ACCOUNT, only="role since until"),
    kept_back("grant", "granted_by_id", OTHERS, Fate.NAME),
    mine("sign_in", "account_id", SIGNED_IN, only="began_at seen_at ends_at device"),
    mine("totp", "account_id", PROOFS, only="made_at confirmed_at"),
    mine("passkey", "account_id", PROOFS, only="name made_at used_at"),
    mine("recovery_code", "account_id", PROOFS, only="made_at used_at"),
    kept_back("mail_token", "account_id", CLOSED),
    mine("consent", "account_id", CONSENTS, Fate.MARK),
    mine("invitation", "invited_by_id", ACCOUNT, Fate.NAME,
         only="kind created_at ends_at revoked_at used_at uses"),
    kept_back("invitation", "email", "the letter of invitation said the same"),
    kept_back("invitation", "preset", "filled into your profile when you joined"),
    kept_back("undeliverable", "address", "your account says when mail comes back"),
    kept_back("limit_count", "who", "counts of some minutes, by number or hash"),
    kept_back("pseudonym", "account_id", "the audit entries themselves are exported"),
    kept_back("subscription", "email", "updates without an account: no member's row"),
    # ------------------------------------------------------------------ profile
    mine("member", "account_id", PROFILE, hide="import_id import_batch_id"),
    mine("member_detail", "member_id", PROFILE),
    mine("member_kind", "member_id", PROFILE, hide="rank"),
    mine("member_place", "member_id", PROFILE),
    mine("affiliation", "member_id", PROFILE, hide="rank"),
    mine("member_tag", "member_id", PROFILE),
    mine("lived_experience", "member_id", LIVED),
    mine("exclusion", "member_id", PRIVACY),
    mine("block", "member_id", PRIVACY, only="name_then made_at"),
    kept_back("block", "other_id", "a block is silent"),
    mine("mute", "member_id", PRIVACY),
    kept_back("mute", "other_id", "nobody learns who muted them"),
    mine("muted_word", "member_id", PRIVACY),
    kept_back("tie", "member_id", DERIVED),
    kept_back("tie", "other_id", DERIVED),
    # ------------------------------------------------------------------ ties
    mine("connection", "a_id", TIES, shared=True, hide="b_audience"),
    mine("connection", "b_id", TIES, shared=True, hide="a_audience"),
    mine("connection_story", "member_id", TIES, shared=True, only="words edited_at"),
    mine("connection_note", "member_id", TIES, shared=True, only="words strength"),
    mine("connection_request", "asker_id", HELLOS,
         only="asked_id kind message how since asked_at"),
    mine("connection_request", "asked_id", HELLOS, shared=True,
         only="asker_id kind message how since asked_at"),
    mine("introduction", "asker_id", INTRODUCTIONS, shared=True,
         only="kind introducer_id target_id purpose asked_at"),
    mine("introduction", "target_id", INTRODUCTIONS, shared=True,
         only="kind introducer_id asker_id purpose words passed_at"),
    mine("introduction", "introducer_id", INTRODUCTIONS, shared=True,
         only="kind asker_id target_id purpose words asked_at"),
    mine("coffee_seat", "member_id", COFFEE),
    mine("coffee_guest", "member_id", COFFEE, only="round_id met met_at"),
    # ------------------------------------------------------------------ messages
    mine("message", "author_id", MESSAGES, Fate.WORDS),
    kept_back("conversation", "asked_by_id", "the messages themselves are exported",
              Fate.NAME),
    kept_back("conversation", "pair", "two numbers of people", Fate.NAME),
    mine("part", "member_id", MESSAGES, only="conversation_id joined_at read_at"),
    kept_back("message_hidden", "member_id", "marks that some words of others are put "
              "away"),
    mine("conversation_choice", "member_id", MESSAGES),
    # ------------------------------------------------------------------ notices
    mine("notice", "member_id", NOTICES, shared=True,
         only="kind person_id project_id at read_at told_at"),
    kept_back("notice", "person_id", OTHERS),
    kept_back("notice", "facts", "numbers of rows that are exported themselves"),
    kept_back("notice", "link", "may hold the address of somebody's page"),
    mine("notice_choice", "member_id", NOTICES),
    mine("digest_rhythm", "member_id", NOTICES),
    mine("digest_suggested", "member_id", NOTICES, only="kind at"),
    kept_back("digest_suggested", "thing_id", OTHERS),
    kept_back("job", "member_id", "letters on their way: you get them by mail"),
    kept_back("job", "to", "letters on their way: you get them by mail"),
    kept_back("job", "facts", "numbers of rows that are exported themselves"),
    # ------------------------------------------------------------------ suggestions
    mine("suggestion_event", "member_id", SUGGESTED, hide="place"),
    kept_back("suggestion_event", "person_id", OTHERS),
    mine("dismissal", "member_id", SUGGESTED, only="subject reason until made_at"),
    kept_back("dismissal", "subject_id", OTHERS),
)  # fmt: skip
