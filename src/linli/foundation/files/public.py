"""What other apps may use.

photos = files.PhotosField(required=False, most=9)              # in a form
files.store(photo, owner="cases", by=user, at=at)               # in an action
files.register_guard("cases", may_open)                         # in AppConfig.ready
<img src="{{ photo_url }}">   with   files.url(file, thumbnail=True)
"""

from linli.foundation.files import sealed
from linli.foundation.files.actions import delete, store
from linli.foundation.files.checks import Checked, check
from linli.foundation.files.forms import PhotosField, UploadsField
from linli.foundation.files.guards import Guard, register_guard
from linli.foundation.files.kinds import ALL, PHOTOS, Kind, Refused
from linli.foundation.files.links import signed_url, url
from linli.foundation.files.models import StoredFile

__all__ = [
    "ALL",
    "PHOTOS",
    "Checked",
    "Guard",
    "Kind",
    "PhotosField",
    "Refused",
    "StoredFile",
    "UploadsField",
    "check",
    "delete",
    "register_guard",
    "sealed",
    "signed_url",
    "store",
    "url",
]
