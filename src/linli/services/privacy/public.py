"""What other apps may use.

privacy.may_process(person.pk, group="health")      # before something new is done with the data
"""

from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries.standing import may_process

__all__ = ["PrivacyPermission", "may_process"]
