"""All tables at once: imported for its effect by whoever creates or migrates them."""

from community.accounts import models as accounts
from community.coffee import models as coffee
from community.connections import models as connections
from community.core import journal, limits, outbox
from community.core.db import Base
from community.expertise import models as expertise
from community.imports import models as imports
from community.introductions import models as introductions
from community.matching import models as matching
from community.members import models as members
from community.messages import models as messages
from community.organisations import models as organisations
from community.programme import models as programme
from community.projects import models as projects
from community.safeguarding import models as safeguarding
from community.vocabulary import models as vocabulary

MODULES = (
    accounts,
    coffee,
    connections,
    expertise,
    imports,
    introductions,
    journal,
    limits,
    matching,
    members,
    messages,
    organisations,
    outbox,
    programme,
    projects,
    safeguarding,
    vocabulary,
)

metadata = Base.metadata
