"""The last check of a WhatsApp template message before it leaves: a clear word here, instead of a code from there."""

from notifications.channels.errors import refused_for_good
from notifications.channels.providers import Text
from notifications.wording.whatsapp import LONGEST_BODY, faults_of_variables


def check_template_call(text: Text) -> None:
    """Raises ChannelError for good, naming each fault of what is about to be sent by a template."""
    found = list(faults_of_variables(text.variables))
    if len(text.body) > LONGEST_BODY:
        found.append(f"the text has {len(text.body)} characters: shorten it to {LONGEST_BODY}")
    if found:
        raise refused_for_good(f"Not sent, template {text.template}: {'; '.join(found)}.")
