#!/usr/bin/env python
"""Django's command line, with the embedded servers running while a command needs them."""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036  an old Python must get as far as this line
    sys.exit("Campline needs Python 3.11 or newer. Use: make PYTHON=python3.11 run")

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config.embedded.errors import CannotStart
from config.embedded.servers import running_servers

NEEDS_NO_SERVERS = {"help", "version", "--help", "-h", "--version", "collectstatic", "compilemessages", "makemessages"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    try:
        if command in NEEDS_NO_SERVERS:
            execute_from_command_line(sys.argv)
        else:
            with running_servers():
                execute_from_command_line(sys.argv)
    except (CannotStart, ImproperlyConfigured) as error:
        sys.exit(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
