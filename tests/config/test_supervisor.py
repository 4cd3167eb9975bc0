"""The supervisor as a person meets it: a process of its own, stopped by Ctrl-C and by kill -9."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

from config.embedded.errors import CannotStart
from config.embedded.ownership import Lock
from config.supervisor.checks import check_alone, check_folder, check_port, check_sample
from config.supervisor.programs import Program
from config.supervisor.watch import Watch
from tests.config.processes import free_port, processes_of
from tests.config.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.xdist_group("supervisor"), pytest.mark.timeout(300)]


class Running:
    """A supervisor in a folder with a space in its path, on a free port."""

    def __init__(self, var: Path) -> None:
        self.var, self.port = var, free_port()
        self.printed = var.with_suffix(".printed")
        with self.printed.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.supervisor"],
                stdout=output,
                stderr=output,
                cwd=ROOT,
                env=self.environment(),
                start_new_session=True,
            )

    def environment(self):
        ours = {"VAR_DIR": str(self.var), "PORT": str(self.port), "SAMPLE": "0", "CAMPLINE_ENV_FILE": os.devnull}
        dropped = ("PYTEST", "DJANGO_SETTINGS_MODULE", "CAMPLINE_TEST_VAR")
        return {name: value for name, value in os.environ.items() if not name.startswith(dropped)} | ours

    def text(self):
        return self.printed.read_text()

    def wait_until_ready(self):
        wait_until(lambda: "is ready" in self.text() or self.process.poll() is not None, seconds=150)
        assert self.process.poll() is None, self.text()

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            return answer.read()

    def one(self, words):
        """The process id of the eldest process whose command holds `words`; None when there is none."""
        return min((pid for pid, command in processes_of(self.var).items() if words in command), default=None)


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("with space") / "var"


@pytest.fixture
def running(var):
    with ExitStack() as stack:
        supervisor = Running(var)
        stack.callback(lambda: supervisor.process.poll() is None and supervisor.process.kill())
        supervisor.wait_until_ready()
        yield supervisor


def test_supervisor_serves_restarts_what_dies_and_stops_all_on_ctrl_c(running, var):
    state = json.loads(running.get("/readyz"))
    assert [state[part]["ok"] for part in ("database", "migrations", "redis")] == [True, True, True]
    assert state["migrations"]["pending"] == 0
    wait_until(lambda: json.loads(running.get("/readyz"))["worker"]["ok"], seconds=60)

    second = subprocess.run(
        [sys.executable, "-m", "config.supervisor"], env=running.environment(), cwd=ROOT, capture_output=True, text=True
    )
    assert second.returncode == 1
    assert re.match(r"Campline cannot run\. Campline already runs from this folder \(process \d+\)", second.stderr)

    command = [
        sys.executable,
        "manage.py",
        "shell",
        "-v0",
        "-c",
        "from django.db import connection as c; c.ensure_connection(); print('seen')",
    ]
    seen = subprocess.run(command, env=running.environment(), cwd=ROOT, capture_output=True, text=True)
    assert seen.stdout == "seen\n", seen.stderr

    worker, web = running.one("--hostname worker@"), running.one("granian")
    os.kill(worker, signal.SIGKILL)
    os.kill(web, signal.SIGKILL)
    wait_until(lambda: running.one("--hostname worker@") not in (worker, None))
    wait_until(lambda: running.one("granian") not in (web, None))
    wait_until(lambda: "worker was killed (signal 9); again in 0.5 s" in running.text())

    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(timeout=90) == 0
    assert running.text().endswith("Campline has stopped.\n")
    assert processes_of(var) == {}


@pytest.mark.long
def test_killed_supervisor_leaves_no_orphan(running, var):
    assert len(processes_of(var)) > 5
    running.process.kill()
    running.process.wait()
    wait_until(lambda: processes_of(var) == {})


def test_port_in_use_is_one_line_with_a_cure(tmp_path):
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotStart) as refused:
            check_port("127.0.0.1", port)
    assert str(refused.value) == (
        f"Port {port} is in use. Stop the program that uses it, or choose another: PORT={port % 65535 + 1} make run"
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "camp.example.org"])
def test_sample_camp_where_others_come_in_is_one_line_with_a_cure(host):
    with pytest.raises(CannotStart, match=rf"^HOST={host} lets others in, .* Set SAMPLE=0, or leave HOST out\.$"):
        check_sample(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_sample_camp_on_this_machine_is_loaded(host):
    check_sample(host)


def test_supervisor_asks_before_it_starts_anything(tmp_path):
    away = {"VAR_DIR": str(tmp_path / "var"), "HOST": "0.0.0.0", "CAMPLINE_ENV_FILE": os.devnull}
    dropped = ("PYTEST", "DJANGO_SETTINGS_MODULE", "CAMPLINE_TEST_VAR", "SAMPLE")
    env = {name: value for name, value in os.environ.items() if not name.startswith(dropped)} | away
    asked = subprocess.run(
        [sys.executable, "-m", "config.supervisor"], env=env, cwd=ROOT, capture_output=True, text=True
    )
    assert (asked.returncode, asked.stdout) == (1, "")
    assert asked.stderr.startswith("Campline cannot run. HOST=0.0.0.0 lets others in")


def test_full_disk_is_one_line_with_a_cure(tmp_path, monkeypatch):
    import shutil

    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 12 * 1024**2))
    with pytest.raises(
        CannotStart, match=r"^Only 12 MB are free for .* needs 300 MB\. Free some space, or set VAR_DIR"
    ):
        check_folder(tmp_path)


def test_folder_that_is_a_file_is_one_line_with_a_cure(tmp_path):
    (tmp_path / "var").write_text("")
    with pytest.raises(CannotStart, match=r"^Cannot write .*/var: File exists\. .*VAR_DIR"):
        check_folder(tmp_path / "var")


def test_second_supervisor_of_a_folder_is_told_where_the_first_one_is(tmp_path):
    first = Lock(tmp_path / "supervisor.lock")
    check_alone(first, url="http://localhost:8000")
    with pytest.raises(
        CannotStart, match=rf"already runs from this folder \(process {os.getpid()}\): http://localhost:8000/"
    ):
        check_alone(Lock(tmp_path / "supervisor.lock"), url="http://localhost:8000")
    first.release()
    check_alone(Lock(tmp_path / "supervisor.lock"), url="http://localhost:8000")


@pytest.fixture
def watch(tmp_path):
    said = []
    watch = Watch(tmp_path / "logs", say=said.append)
    watch.said = said
    yield watch
    watch.stop()


def program(code, **options):
    return Program("toy", (sys.executable, "-c", code), **options)


def test_program_that_fails_at_its_start_is_shown_with_the_end_of_its_log(watch):
    item = watch.start(program("raise SystemExit('no luck')", ready=lambda: False))
    with pytest.raises(CannotStart, match=r"toy did not start; the end of .*\nno luck"):
        watch.wait_until_ready(item)


def test_program_that_keeps_ending_is_started_again_ever_more_slowly(watch):
    watch.start(program("pass"))
    wait_until(lambda: watch.restart_what_ended() or len(watch.said) == 3)
    assert [line.split("; ")[1].split(" (")[0] for line in watch.said] == [
        "again in 0.5 s",
        "again in 1 s",
        "again in 2 s",
    ]


def test_program_that_ignores_its_signal_is_ended_with_its_children(watch, tmp_path):
    code = (
        "import os, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); os.fork();"
        f"open({str(tmp_path / 'up')!r}, 'a').write('x'); time.sleep(600)"
    )
    watch.start(program(code, stop_patience=0.2))
    wait_until(lambda: (tmp_path / "up").exists() and len((tmp_path / "up").read_text()) == 2)
    watch.stop()
    assert watch.said == ["toy did not stop by itself, it was ended"]
    assert processes_of(tmp_path / "up") == {}


def test_command_gives_its_answer_without_its_log(watch):
    code = "import sys; print('sign in as …'); print('a log line', file=sys.stderr)"
    assert watch.run_once(program(code)) == "sign in as …"


def test_command_that_fails_is_told_with_its_log(watch):
    with pytest.raises(CannotStart, match=r"toy failed; the end of .*\nbroken"):
        watch.run_once(program("raise SystemExit('broken')"))
