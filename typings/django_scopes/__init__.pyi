# What we use of django-scopes, typed. At run time ScopedManager is a function that makes a manager class;
# declared as a manager here, django-stubs can give each model's manager its model.
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from django.db import models

_M_co = TypeVar("_M_co", bound=models.Model, covariant=True)

class ScopedManager(models.Manager[_M_co]):
    def __init__(self, _manager_class: type[models.Manager[Any]] = ..., **scopes: str) -> None: ...

def scope(**scope_kwargs: Any) -> AbstractContextManager[None]: ...
def scopes_disabled() -> AbstractContextManager[None]: ...
def get_scope() -> dict[str, Any]: ...
