"""The embedded PostgreSQL and Redis: real ones, in folders that are awkward on purpose."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis as redis_client

from config.embedded import redis as redis_module
from config.embedded.errors import CannotStart
from config.embedded.places import LONGEST_SOCKET_FOLDER, socket_folder
from config.embedded.postgres import Postgres
from config.embedded.redis import Redis
from config.embedded.servers import find_or_start, stop
from tests.config.processes import processes_of
from tests.config.waiting import wait_until

OTHER_PROCESS = """
import sys, time
from pathlib import Path
from config.embedded.postgres import Postgres
from config.embedded.redis import Redis
from config.embedded.servers import find_or_start, stop
server = {"postgres": Postgres, "redis": Redis}[sys.argv[2]](Path(sys.argv[1]))
print(find_or_start(server), flush=True)
if sys.argv[3] == "stay":
    time.sleep(600)
stop(server)
"""


def ask(server, statement):
    with psycopg.connect(host=str(server.sockets), user="postgres", dbname="campline", autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone() if cursor.description else None


def other_process(var, kind, *, then="leave"):
    command = [sys.executable, "-c", OTHER_PROCESS, str(var), kind, then]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """One data folder for the module, with a space and an accent in its path; closed to others, as root's home is."""
    folder = tmp_path_factory.mktemp('a "camp" é') / "var"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def postgres(var):
    server = Postgres(var)
    yield server
    stop(server)


@pytest.fixture
def redis(var):
    server = Redis(var)
    yield server
    stop(server)


def test_postgres_starts_in_a_path_with_a_space_and_keeps_its_data(postgres, var):
    assert find_or_start(postgres) is True
    ask(postgres, "CREATE TABLE IF NOT EXISTS kept (word text)")
    ask(postgres, "INSERT INTO kept VALUES ('yes')")
    stop(postgres)
    assert processes_of(var) == {}
    assert find_or_start(postgres) is True
    assert ask(postgres, "SELECT DISTINCT word FROM kept") == ("yes",)


def test_postgres_listens_on_its_socket_alone_and_not_as_root(postgres):
    find_or_start(postgres)
    assert ask(postgres, "SHOW listen_addresses") == ("",)
    assert Path(f"/proc/{postgres.child.pid}").stat().st_uid != 0


@pytest.mark.parametrize("kind", ["postgres", "redis"])
def test_second_process_uses_the_first_ones_server_and_leaves_it_running(kind, var, request):
    server = request.getfixturevalue(kind)
    assert find_or_start(server) is True
    second = other_process(var, kind)
    assert second.communicate(timeout=90)[0].split() == ["False"]
    assert server.answers()


@pytest.mark.parametrize("kind", ["postgres", "redis"])
def test_killed_starter_leaves_no_server_and_the_next_one_starts(kind, var, request):
    first = other_process(var, kind, then="stay")
    assert first.stdout.readline().strip() == "True"
    first.kill()
    first.communicate()
    server = request.getfixturevalue(kind)
    assert find_or_start(server) is True
    assert server.answers()
    stop(server)
    wait_until(lambda: processes_of(var) == {})


def test_stale_pid_file_that_names_a_living_process_does_not_stop_the_start(postgres):
    find_or_start(postgres)
    lines = (postgres.data / "postmaster.pid").read_text().splitlines()
    stop(postgres)
    bystander = os.getppid()
    (postgres.data / "postmaster.pid").write_text("\n".join([str(bystander), *lines[1:]]) + "\n")
    assert find_or_start(postgres) is True
    assert ask(postgres, "SELECT 1") == (1,)
    assert Path(f"/proc/{bystander}").exists()


def test_orphaned_server_is_ended_before_a_new_one_starts(postgres, var):
    """Where the kernel's death signal did not reach it: the lock is free, yet a server works on the data."""
    find_or_start(postgres)
    orphan, postgres.child = postgres.child, None
    postgres.lock.release()
    other = Postgres(var)
    assert find_or_start(other) is True
    assert (orphan.wait(timeout=60), ask(other, "SELECT 1")) == (0, (1,))
    stop(other)


def test_half_made_data_folder_of_a_killed_first_start_is_made_anew(tmp_path):
    server = Postgres(tmp_path)
    (tmp_path / "postgres" / "data.new").mkdir(parents=True)
    (tmp_path / "postgres" / "data.new" / "PG_VERSION").write_text("18")
    try:
        assert find_or_start(server) is True
        assert ask(server, "SELECT 1") == (1,)
    finally:
        stop(server)


def test_server_that_crashed_is_noticed(postgres):
    find_or_start(postgres)
    assert postgres.running()
    postgres.child.send_signal(signal.SIGQUIT)
    wait_until(lambda: not postgres.running())


def test_deep_path_gets_a_short_socket_folder(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    assert socket_folder(deep) == socket_folder(deep)
    assert len(str(socket_folder(deep))) <= LONGEST_SOCKET_FOLDER
    assert socket_folder(deep) != socket_folder(deep / "other")


def test_servers_run_from_a_deep_path(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    server = Redis(deep)
    try:
        assert find_or_start(server) is True
    finally:
        stop(server)
        socket_folder(deep).rmdir()


def test_redis_never_evicts_and_keeps_what_it_took(redis):
    find_or_start(redis)
    client = redis_client.Redis(unix_socket_path=str(redis.socket))
    client.set("word", "kept")
    assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert client.config_get("port") == {"port": "0"}
    client.close()
    stop(redis)
    find_or_start(redis)
    client = redis_client.Redis(unix_socket_path=str(redis.socket))
    assert client.get("word") == b"kept"
    client.close()


def test_missing_redis_names_the_package_to_install(monkeypatch):
    monkeypatch.setattr(redis_module.shutil, "which", lambda _: None)
    monkeypatch.setattr(redis_module, "find_spec", lambda _: None)
    with pytest.raises(CannotStart, match="install the package redis-server or valkey-server, or set REDIS_URL"):
        redis_module.program()


def test_a_folder_nobody_can_make_is_told_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match=r"Cannot write .*file/redis"):
        Redis(tmp_path / "file").start()
