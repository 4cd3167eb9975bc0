"""Starting programs, waiting until they are ready, starting them again when they end, stopping them together."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.embedded.errors import CannotStart
from config.embedded.ownership import make_folder
from config.embedded.process import kill_session, last_words, start_child
from config.env import BASE_DIR
from config.supervisor.programs import Program

READY_PATIENCE, STEADY_SECONDS = 60.0, 60.0
WAITS = (0.5, 1.0, 2.0, 5.0, 10.0)
LARGEST_LOG = 10 * 1024 * 1024


@dataclass
class Watched:
    """A program and its present process."""

    program: Program
    log: Path
    child: subprocess.Popen[bytes]
    started: float
    failures: int = 0
    again_at: float | None = None


class Watch:
    """Everything this supervisor started besides the servers, in the order of its start."""

    def __init__(self, logs: Path, *, say: Callable[[str], None]) -> None:
        self.logs = logs
        self.say = say
        self.watched: list[Watched] = []

    def start(self, program: Program) -> Watched:
        """Starts `program` without waiting."""
        log = self.log_of(program.name)
        item = Watched(program, log, self._launch(program, log), started=time.monotonic())
        self.watched.append(item)
        return item

    def wait_until_ready(self, item: Watched) -> None:
        """Returns when it is ready; raises CannotStart when it ended or took too long."""
        while not item.program.ready():
            if item.child.poll() is not None or time.monotonic() - item.started > READY_PATIENCE:
                raise CannotStart(f"{item.program.name} did not start; the end of {item.log}:\n{last_words(item.log)}")
            time.sleep(0.05)

    def restart_what_ended(self) -> None:
        """One round: notes what ended, and starts it again after a wait that grows while it keeps ending."""
        now = time.monotonic()
        for item in self.watched:
            if item.again_at is not None:
                if now >= item.again_at:
                    item.child, item.started, item.again_at = self._launch(item.program, item.log), now, None
            elif item.child.poll() is not None:
                kill_session(item.child)
                item.failures = 0 if now - item.started > STEADY_SECONDS else item.failures
                wait = WAITS[min(item.failures, len(WAITS) - 1)]
                item.failures, item.again_at = item.failures + 1, now + wait
                self.say(f"{item.program.name} {_ending(item.child)}; again in {wait:g} s (log: {item.log})")

    def stop(self) -> None:
        """Asks all at once, the last started first, then kills what is left of their sessions."""
        for item in reversed(self.watched):
            if item.child.poll() is None:
                item.child.send_signal(item.program.stop_signal)
        asked = time.monotonic()
        for item in reversed(self.watched):
            try:
                item.child.wait(timeout=max(0.0, asked + item.program.stop_patience - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{item.program.name} did not stop by itself, it was ended")
            kill_session(item.child)
            item.child.wait()
        self.watched.clear()

    def run_once(self, program: Program) -> str:
        """Runs `program` to its end and returns what it printed; raises CannotStart when it failed."""
        log = self.log_of(program.name)
        answer = log.with_suffix(".out")
        child = self._launch(program, log, answer)
        try:
            code = child.wait()
        finally:
            kill_session(child)
        if code != 0:
            raise CannotStart(f"{program.name} failed; the end of {log}:\n{last_words(log)}")
        return answer.read_text(encoding="utf-8", errors="replace").strip()

    def log_of(self, name: str) -> Path:
        """The log of `name`; a long one is set aside, one older is kept."""
        make_folder(self.logs)
        log = self.logs / f"{name}.log"
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".old.log"))
        return log

    def _launch(self, program: Program, log: Path, answer: Path | None = None) -> subprocess.Popen[bytes]:
        return start_child(program.command, log=log, env=program.environment(), cwd=BASE_DIR, answer=answer)


def _ending(child: subprocess.Popen[bytes]) -> str:
    code = child.returncode
    return f"was killed (signal {-code})" if code < 0 else f"ended (code {code})"
