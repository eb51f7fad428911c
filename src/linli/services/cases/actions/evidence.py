"""Papers that prove something: seen by colleagues, not by the resident."""

import datetime as dt
from collections.abc import Sequence

from linli.foundation.files import public as files
from linli.services.cases.models import Attachment, AttachmentStage, Case


def attach(case: Case, papers: Sequence[files.StoredFile], *, at: dt.datetime) -> None:
    """Put stored files with the case, inside the caller's action."""
    Attachment.objects.bulk_create(
        Attachment(case=case, file=file, stage=AttachmentStage.EVIDENCE, public=False, at=at)
        for file in papers
    )
