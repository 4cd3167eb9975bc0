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
    Kind.DOCTOR_DECLINED: Entry(
        subject="Refus d'un médecin : {day} {year}, {time} à {until} - {camp}",
        lead=(
            "{doctor} a refusé cet horaire dans son agenda et est noté absent.",
            "Rendez-vous à couvrir de ce fait : {lost}. Rien n'a été déplacé ni annulé.",
        ),
        rows=("when", "where"),
        action="Voir ce qui attend quelqu'un",
    ),
    Kind.DOCTOR_COMES: Entry(
        subject="Finalement accepté : {day} {year}, {time} à {until} - {camp}",
        lead=(
            "{doctor} avait refusé cet horaire et vient de l'accepter. L'absence est retirée.",
            "Ce qui n'attendait que cela est de nouveau couvert.",
        ),
        rows=("when", "where"),
        action="Voir ce qui attend quelqu'un",
    ),
    Kind.ALERT: Entry(
        subject="Un problème avec les messages - {camp}",
        lead=("{wrong}", "{cure}"),
        rows=(),
        action="Voir où en sont les messages",
        after=("Vous recevrez un nouvel avis dans six heures si cela continue.",),
    ),
}
