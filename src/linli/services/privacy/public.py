"""What other apps may use.

privacy.may_process(person.pk, group="health")      # before something new is done with the data
privacy.record_sharing(place=…, shared=privacy.Shared(to="民政局", …), by=…, at=…)   # it goes out
"""

from linli.services.privacy.actions.consents import Spoken, write_down
from linli.services.privacy.actions.records import Shared, record_sharing, withdraw_sharing
from linli.services.privacy.models import How, NoticeText, Purpose, Way, Word
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries.asking import Ground, grounds_of, notice_for
from linli.services.privacy.queries.consents import is_child, text_in_force
from linli.services.privacy.queries.purposes import get_text, in_use, purposes
from linli.services.privacy.queries.standing import may_process

__all__ = [
    "Ground",
    "How",
    "NoticeText",
    "PrivacyPermission",
    "Purpose",
    "Shared",
    "Spoken",
    "Way",
    "Word",
    "get_text",
    "grounds_of",
    "in_use",
    "is_child",
    "may_process",
    "notice_for",
    "purposes",
    "record_sharing",
    "text_in_force",
    "withdraw_sharing",
    "write_down",
]
