"""The web application as granian serves it."""

import os
import sys

from django.core.wsgi import get_wsgi_application

if sys.flags.optimize:
    raise RuntimeError(
        "Campline does not run under `python -O`: it drops the assertions that libraries check input by."
    )

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
