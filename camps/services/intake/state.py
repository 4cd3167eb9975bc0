"""An import while somebody works on it: taken by one act at a time, and only before its commit."""

from __future__ import annotations

from camps.errors import CampError
from camps.models import Camp, SheetImport, SheetState

_SAID = {
    SheetState.COMMITTED: "This sheet was committed already.",
    SheetState.UNDONE: "This sheet was undone.",
    SheetState.STAGED: "This sheet was not committed.",
}


class NotNow(CampError):
    """The import is in another state than the act needs: somebody was quicker."""


def lock_people_of(camp: Camp) -> None:
    """Nobody is registered at the camp by another act until the transaction ends: numbering takes the same lock."""
    Camp.objects.select_for_update(no_key=True).get(pk=camp.pk)


def locked(sheet_import: SheetImport, *, state: SheetState = SheetState.STAGED) -> SheetImport:
    """The import's row, locked until the transaction ends; the camp comes with it. Raises NotNow."""
    found = (
        SheetImport.objects.select_for_update(no_key=True, of=("self",))
        .select_related("camp__venue", "camp__organisation")
        .filter(pk=sheet_import.pk)
        .first()
    )
    if found is None:
        raise NotNow("This sheet was discarded.", cure="Load it again.")
    if found.state != state:
        raise NotNow(_SAID[SheetState(found.state)], cure="Open it again to see how it stands.")
    return found
