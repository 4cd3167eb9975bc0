"""French: what staff receive. By mail only: a link to an account is not sent to a phone."""

from notifications.wording.entry import Entry
from notifications.wording.kinds import Kind

STAFF: dict[str, Entry] = {
    Kind.STAFF_INVITATION: Entry(
        subject="{organisation} vous invite sur Campline",
        lead=(
            "{organisation} planifie ses camps avec Campline et vous invite. Rôle : {role}.",
            "Choisissez un mot de passe pour commencer.",
        ),
        rows=("until",),
        action="Accepter l'invitation",
        after=("Si vous ne connaissez pas {organisation}, vous pouvez ignorer ce message.",),
    ),
    Kind.PASSWORD_RESET: Entry(
        subject="Un nouveau mot de passe pour Campline",
        lead=("Quelqu'un, sans doute vous, a demandé un nouveau mot de passe pour cette adresse.",),
        rows=("until",),
        action="Choisir un nouveau mot de passe",
        after=("Si ce n'était pas vous, ne faites rien : votre mot de passe reste le même.",),
    ),
}
