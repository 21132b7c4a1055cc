"""All tables at once: imported for its effect by whoever creates or migrates them."""

from community.accounts import models as accounts
from community.announcements import models as announcements
from community.coffee import models as coffee
from community.connections import models as connections
from community.core import held, journal, ledger, limits, outbox, timetable
from community.core.db import Base
from community.digests import models as digests
from community.essays import models as essays
from community.evidence import models as evidence
from community.expertise import models as expertise
from community.following import models as following
from community.ideas import models as ideas
from community.impact import models as impact
from community.imports import models as imports
from community.introductions import models as introductions
from community.lived import models as lived
from community.matching import models as matching
from community.members import models as members
from community.messages import models as messages
from community.network import models as network
from community.notices import models as notices
from community.organisations import models as organisations
from community.plans import models as plans
from community.privacy import models as privacy
from community.programme import models as programme
from community.projects import models as projects
from community.safeguarding import models as safeguarding
from community.stewardship import models as stewardship
from community.subscriptions import models as subscriptions
from community.surveys import models as surveys
from community.vocabulary import models as vocabulary

MODULES = (
    accounts,
    announcements,
    stewardship,
    plans,
    ideas,
    coffee,
    connections,
    digests,
    essays,
    evidence,
    expertise,
    following,
    impact,
    imports,
    introductions,
    held,
    journal,
    ledger,
    limits,
    lived,
    privacy,
    matching,
    members,
    messages,
    network,
    notices,
    organisations,
    outbox,
    programme,
    projects,
    safeguarding,
    timetable,
    subscriptions,
    surveys,
    vocabulary,
)

metadata = Base.metadata
