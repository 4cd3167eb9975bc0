"""The order of a start: servers, mail, tables, static files, sample camp, web, workers, beat; then watching."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.embedded.errors import CannotStart
from config.embedded.ownership import Lock
from config.embedded.servers import Server, embedded_servers, find_or_start, stop
from config.env import BASE_DIR, boolean, env
from config.supervisor import programs
from config.supervisor.checks import check_alone, check_folder, check_port, check_sample
from config.supervisor.watch import Watch

SAMPLE = "sample_camp"
ROUND_SECONDS = 0.5


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  this is a program that talks to a person


@contextmanager
def step(name: str) -> Iterator[None]:
    """Says how long a step of the start took."""
    began = time.monotonic()
    yield
    say(f"  {name:<22} ready after {time.monotonic() - began:.1f} s")


def manage(*arguments: str) -> programs.Program:
    """A command of manage.py, its log named after it."""
    return programs.Program(arguments[0], (sys.executable, str(BASE_DIR / "manage.py"), *arguments))


def has_command(name: str) -> bool:
    """Whether one of our apps brings the command `name`."""
    return any(
        find_spec(f"{app}.management.commands.{name}")
        for app in ("camps", "scheduling", "notifications")
        if find_spec(f"{app}.management")
    )


def receivers() -> list[str]:
    """The commands by which answers come in by mail, as far as they are set up (config/inbound_mail.py)."""
    handed_over = settings.LMTP_LISTEN or settings.SMTP_LISTEN
    return [*(["receive_mail"] if handed_over else []), *(["poll_mailbox"] if settings.IMAP_MAILBOX else [])]


def wants_sample() -> bool:
    """Whether a sample camp shall be there."""
    return not settings.PRODUCTION and boolean("SAMPLE", default=True)


class Supervisor:
    """One machine's Campline."""

    def __init__(self, var: Path) -> None:
        self.lock = Lock(var / "supervisor.lock")
        self.var = var
        self.servers: list[Server] = embedded_servers(
            var=var, postgres=settings.EMBEDDED_POSTGRES, redis=settings.EMBEDDED_REDIS
        )
        self.watch = Watch(var / "logs", say=say)

    def start(self, *, host: str, port: int) -> None:
        """Everything in order; raises CannotStart."""
        for server in self.servers:
            with step(server.name):
                find_or_start(server)
        if settings.BUILT_IN_MAIL:
            with step("mail server"):
                self.watch.wait_until_ready(self.watch.start(programs.mail_sink(self.var)))
        with step("tables"):
            self.watch.run_once(manage("migrate", "--no-input", "--verbosity", "0"))
            self.watch.run_once(manage("follow_clock_rules"))
        with step("static files"):
            self.watch.run_once(manage("collectstatic", "--no-input", "--verbosity", "0"))
        sample = self.load_sample()
        with step("web"):
            self.watch.wait_until_ready(self.watch.start(programs.web(host=host, port=port)))
        (self.var / "beat").mkdir(exist_ok=True)
        self.watch.start(programs.worker())
        self.watch.start(programs.planner())
        self.watch.start(programs.beat(self.var))
        for receiver in receivers():
            self.watch.start(manage(receiver))
        say(f"\nCampline is ready: {settings.PUBLIC_URL}/")
        if settings.BUILT_IN_MAIL:
            say(f"Mails and texts it sent: {settings.PUBLIC_URL}/outbox/")
        say(f"{sample}\nStop with Ctrl-C. Logs: {self.watch.logs}")

    def load_sample(self) -> str:
        """Loads the sample camp where one is wanted, and returns whom to sign in as."""
        if not wants_sample():
            return ""
        if not has_command(SAMPLE):
            say(f"  NO SAMPLE CAMP: there is no `manage.py {SAMPLE}`")
            return ""
        with step("sample camp"):
            return "\n" + self.watch.run_once(manage(SAMPLE)) + "\n"

    def keep_running(self) -> NoReturn:
        """Watches until a signal. A server that another process had started and stopped is started again, by us."""
        while True:
            time.sleep(ROUND_SECONDS)
            self.watch.restart_what_ended()
            for server in self.servers:
                if not server.running():
                    stop(server)
                    say(f"{server.name} is gone; starting it")
                    find_or_start(server)

    def stop(self) -> None:
        """Programs first, then the servers we started, the last first."""
        self.watch.stop()
        for server in reversed(self.servers):
            stop(server)
        self.lock.release()


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def run(*, host: str, port: int) -> None:
    """Starts, watches, and stops all of it on SIGINT, SIGTERM or SIGHUP."""
    check_folder(settings.VAR_DIR)
    if wants_sample():
        check_sample(host)
    supervisor = Supervisor(settings.VAR_DIR)
    check_alone(supervisor.lock, url=settings.PUBLIC_URL)
    check_port(host, port)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    say(f"Campline starts, its data is in {settings.VAR_DIR}")
    try:
        supervisor.start(host=host, port=port)
        supervisor.keep_running()
    except KeyboardInterrupt:
        say("\nStopping …")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        supervisor.stop()
    say("Campline has stopped.")


def main() -> None:
    try:
        run(host=env.str("HOST", default="127.0.0.1"), port=settings.PORT)
    except (CannotStart, ImproperlyConfigured) as error:
        sys.exit(f"Campline cannot run. {error}")
    except OSError as error:
        sys.exit(f"Campline cannot run. {error.strerror}: {error.filename or ''}. Look at free space and rights there.")


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
