"""F3, F7: Redis loses everything in the middle of the sends, again and again; several beats tick at once."""

import pytest
from redis import Redis as Client

from tests.faults.servers import beat_of, broker_of, redis_of_its_own
from tests.faults.workers import CELERY, all_left, check_nobody_is_told_twice, environment, many_invitations, process

pytestmark = pytest.mark.django_db(transaction=True)

LONG = [pytest.mark.long, pytest.mark.timeout(1800)]


@pytest.mark.parametrize(("count", "flushes"), [(30, 2), pytest.param(500, 20, marks=LONG)])
def test_a_flushed_redis_loses_nobody_and_doubles_nobody(made, mailbox, figures, count, flushes):
    many_invitations(made, count)
    mailbox.seconds = 0.02
    with redis_of_its_own() as redis, beat_of(redis) as beat:
        env = environment(mail_port=mailbox.port, **broker_of(redis))
        with Client(unix_socket_path=str(redis.socket)) as client, process(*CELERY, "--concurrency", "2", env=env):
            for number in range(flushes):
                beat.tick(3)  # as three beats would
                enough = (number + 1) * count // (flushes + 1)
                beat.until(lambda enough=enough: len(mailbox.raw) >= enough, seconds=60)
                client.flushall()
            with figures.timed("seconds_after_the_last_flush"):
                beat.until(all_left, seconds=60)
    states = check_nobody_is_told_twice(mailbox, count=count, most_unknown=0)
    figures.note(sends=count, flushes=flushes, mails=len(mailbox.raw), states=dict(states))


@pytest.mark.parametrize(("count", "beats"), [(30, 2), pytest.param(1000, 5, marks=LONG)])
def test_many_beats_tell_as_one(made, mailbox, figures, count, beats):
    """Each beat ticks on its own: more ticks than workers, all looking at the same rows."""
    many_invitations(made, count)
    with redis_of_its_own() as redis, beat_of(redis) as beat:
        env = environment(mail_port=mailbox.port, **broker_of(redis))
        with process(*CELERY, "--concurrency", "2", env=env), figures.timed("seconds"):
            for _ in range(3):
                beat.tick(beats)
            beat.until(all_left, seconds=300)
    states = check_nobody_is_told_twice(mailbox, count=count, most_unknown=0)
    figures.note(sends=count, beats=beats, mails=len(mailbox.raw), states=dict(states))
