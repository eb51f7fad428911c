"""How uploads arrive: what is longer than anything we take is counted, but not kept.

Django writes each upload to the temporary folder before a form looks at it, whatever its length;
a few of them would fill the disk. Cutting the line would show the person a broken connection, so
the rest is read and dropped, and the form says how large the file was and what to do.
"""

import os
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Keeps files up to LARGEST_UPLOAD bytes. A longer one arrives empty, with its true size.

    Of all files of one request no more than LARGEST_REQUEST bytes are kept; beyond it the request
    is refused as a whole, after it has been read to its end.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = 0
        self.is_full = self.is_dropped = False
        self.files: list[TemporaryUploadedFile] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.files.append(self.file)
        self.is_dropped = self.is_full

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.is_dropped:
            return
        self.is_full = self.kept + len(raw_data) > settings.LARGEST_REQUEST
        if self.is_full or start + len(raw_data) > settings.LARGEST_UPLOAD:
            self.is_dropped = True
            self.file.seek(0)
            os.truncate(self.file.temporary_file_path(), 0)
            self.kept -= start
        else:
            self.file.write(raw_data)
            self.kept += len(raw_data)

    def upload_complete(self) -> None:
        if self.is_full:
            for file in self.files:
                file.close()
            raise RequestDataTooBig("more in files than LARGEST_REQUEST")
