"""What import-linter can't see: references by string, forbidden ways of scheduling, rows without an organisation."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField
from django_scopes import scopes_disabled
from django_scopes.exceptions import ScopeError

ROOT = Path(__file__).resolve().parent.parent
# Lowest first; each may refer to itself and to what stands before it.
ORDER = ["camps", "scheduling", "notifications", "config"]
BANNED_NAMES = {"eta", "countdown", "retry", "autoretry_for", "retry_backoff", "max_retries"}
CELERY_CALLS = {"apply_async", "shared_task", "task", "signature", "s", "si", "delay", "delay_on_commit", "send_task"}
# Who signs in belongs to several organisations, and who fails to is known to none; an organisation belongs to itself.
# A session is of the person, whatever organisation he or she works in.
WITHOUT_ORGANISATION = {
    "camps.User",
    "camps.TokenBucket",
    "camps.Organisation",
    "camps.SignIn",
    "notifications.ProviderHealth",
    "scheduling.ZoneTable",
}


def our_models():
    return [model for app in ORDER[:-1] for model in apps.get_app_config(app).get_models()]


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for app in ORDER:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def scheduling_by_celery(tree: ast.AST) -> list[int]:
    """The lines that would make Celery remember the future, or repeat a task by itself."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in CELERY_CALLS and {word.arg for word in node.keywords} & BANNED_NAMES:
                lines.append(node.lineno)
            if name == "retry" and isinstance(node.func, ast.Attribute):
                owner = getattr(node.func.value, "id", getattr(node.func.value, "attr", ""))
                if owner in {"self", "task", "current_task"}:
                    lines.append(node.lineno)
    return lines


def signal_uses(tree: ast.AST) -> list[int]:
    """The lines that take Django's or our own signals in hand."""
    modules = ("django.db.models.signals", "django.dispatch", "django.core.signals", "django.contrib.auth.signals")
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (
            node.module in modules or (node.module == "django.db.models" and "signals" in {a.name for a in node.names})
        )
    ]


def test_no_model_refers_upwards():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | OneToOneField | ManyToManyField)
        and field.related_model._meta.app_label in ORDER
        and ORDER.index(field.related_model._meta.app_label) > ORDER.index(model._meta.app_label)
    ]
    assert upward == []


def test_every_row_belongs_to_an_organisation():
    without = {
        model._meta.label
        for model in our_models()
        if "organisation" not in {field.name for field in model._meta.get_fields()}
    }
    assert without == WITHOUT_ORGANISATION


@pytest.mark.django_db
def test_every_query_without_a_scope_is_an_error():
    open_to_all = []
    for model in our_models():
        if model._meta.label not in WITHOUT_ORGANISATION:
            try:
                list(model._default_manager.all()[:1])
                open_to_all.append(model._meta.label)
            except ScopeError:
                continue
    assert open_to_all == []


@pytest.mark.django_db
def test_every_table_can_be_read_once_scopes_are_disabled():
    with scopes_disabled():
        assert [model._meta.label for model in our_models() if model._default_manager.exists()] == []


def test_nothing_is_scheduled_in_celery():
    assert [f"{path}:{line}" for path, tree in sources() for line in scheduling_by_celery(tree)] == []


@pytest.mark.parametrize(
    "code",
    [
        "tick.apply_async(eta=tomorrow)",
        "tick.apply_async(args=[1], countdown=30)",
        "@shared_task(autoretry_for=(OSError,))\ndef tick(): ...",
        "app.send_task('notifications.tick', countdown=3)",
        "@shared_task(bind=True)\ndef tick(self):\n    self.retry()",
        "publish.apply_async(retry=True)",
    ],
)
def test_the_ban_on_scheduling_sees_each_way(code):
    assert len(scheduling_by_celery(ast.parse(code))) == 1


def test_no_logic_of_ours_hangs_on_signals():
    assert [f"{path}:{line}" for path, tree in sources() for line in signal_uses(tree)] == []


def test_no_module_is_a_junk_drawer():
    drawers = {"utils", "util", "helpers", "common", "misc", "manager", "handler"}
    assert [str(path) for path, _ in sources() if path.stem in drawers or path.parent.name in drawers] == []


def test_the_clock_is_read_at_the_edges_only():
    """`now` is an argument below views, tasks and commands (design.md's fifth invariant)."""
    below = ("models", "queries", "services", "forms", "rules", "sheets", "intervals", "filling", "ical", "wording")
    read = []
    for path, tree in sources():
        if path.parts[0] == "config" or "views" in path.parts or not set(path.with_suffix("").parts) & set(below):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = getattr(node.func.value, "id", getattr(node.func.value, "attr", ""))
                if (owner, node.func.attr) in {
                    ("timezone", "now"), ("timezone", "localdate"), ("datetime", "now"), ("datetime", "utcnow"),
                    ("date", "today"), ("datetime", "today"), ("time", "time"),
                }:  # fmt: skip
                    read.append(f"{path}:{node.lineno}")
    assert read == []
