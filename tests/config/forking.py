"""Settings read by a fresh process each, which is a fork of one that has loaded what never reads an environment.

Half a second goes into loading Django and Celery, a tenth of that into our settings: sixty tests read them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PARENT = """
import json, os, sys, traceback
import celery.app, django.contrib.auth.hashers, django.db.models, django.http

assert not any(name.split(".")[0] in ("config", "camps", "scheduling", "notifications") for name in sys.modules)
for line in sys.stdin:
    names, environment, out, err = json.loads(line)
    child = os.fork()
    if not child:
        os.environ.clear()
        os.environ.update(environment)
        for path, stream in ((out, 1), (err, 2)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        code = 0
        try:
            from config import settings
            print(json.dumps({name: getattr(settings, name) for name in names}))
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Forking:
    """What such a process says: `read` gives its exit status, standard output and standard error."""

    def __init__(self, parent: subprocess.Popen[str], folder: Path) -> None:
        self.parent = parent
        self.out, self.err = folder / "out", folder / "err"

    def read(self, names: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str, str]:
        """The named settings as JSON, read under this environment alone."""
        assert self.parent.stdin is not None
        assert self.parent.stdout is not None
        print(json.dumps([names, environment, str(self.out), str(self.err)]), file=self.parent.stdin, flush=True)
        code = int(self.parent.stdout.readline())
        return code, self.out.read_text(), self.err.read_text()


@contextmanager
def forking(folder: Path) -> Iterator[Forking]:
    """The parent, until the end; `folder` holds what its last child said."""
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={}) as parent:
        yield Forking(parent, folder)
