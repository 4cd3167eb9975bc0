"""Tables made together: Django renders every model once for all of them, not once for each.

After each CreateModel Django renders anew all models that the new one is related to, directly or not. Nearly all of
ours are related through the organisation, so making n of them one by one renders them some n² / 2 times: that was
most of the time in which an empty database was migrated.
"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class CreateModelsAtOnce(Operation):
    """The CreateModels, in one step. Each is whole: its fields, indexes and constraints stand in it."""

    category = OperationCategory.ADDITION
    serialization_expand_args = ["creations"]

    def __init__(self, creations: Sequence[CreateModel]) -> None:
        self.creations = list(creations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """A state without rendered models only notes new ones, and renders them all when next asked for `apps`."""
        vars(state).pop("apps", None)
        for creation in self.creations:
            creation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for creation in self.creations:
            creation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for creation in reversed(self.creations):
            creation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {', '.join(creation.name for creation in self.creations)}"
