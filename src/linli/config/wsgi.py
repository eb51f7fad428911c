"""Entry point for WSGI servers."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
application = get_wsgi_application()

# What is loaded by now stays for good, and most of what a page makes is gone when it is answered.
# The collector need not walk through the program again and again, nor look while a page is made.
gc.freeze()
gc.set_threshold(10_000, 10, 10)
