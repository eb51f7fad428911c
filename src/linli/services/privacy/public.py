"""What other apps may use.

privacy.may_process(person.pk, group="health")      # before something new is done with the data
privacy.record_sharing(place=…, shared=privacy.Shared(to="民政局", …), by=…, at=…)   # it goes out
"""

from linli.services.privacy.actions.records import Shared, record_sharing, withdraw_sharing
from linli.services.privacy.models import Way
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries.standing import may_process

__all__ = [
    "PrivacyPermission",
    "Shared",
    "Way",
    "may_process",
    "record_sharing",
    "withdraw_sharing",
]
