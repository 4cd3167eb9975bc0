"""What WhatsApp asks of a template and of what is put into it, checked before anything leaves.

Sources: Meta's message template guidelines and its error 132012; Twilio's content template rules and error 21656.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from notifications.channels.errors import refused_for_good
from notifications.channels.providers import Text

LONGEST_BODY = 1024
_VARIABLE = re.compile(r"\{\{?\s*\w+\s*\}?\}")
_NO_WHITE_SPACE_LIKE_THIS = re.compile(r"[\n\r\t]| {5,}")


def faults_of_body(body: str) -> list[str]:
    """What Meta would refuse of a template's body with its {{1}}, {{2}} … or {names}; empty when it may be handed in.

    Each fault names the value and the cure.
    """
    body = body.strip()
    found = []
    if not body:
        found.append("The body is empty: write what the reader shall see.")
    if len(body) > LONGEST_BODY:
        found.append(f"The body has {len(body)} characters: shorten it to {LONGEST_BODY}.")
    variables = list(_VARIABLE.finditer(body))
    if variables and variables[0].start() == 0:
        found.append(f"The body begins with {variables[0][0]}: put a word before it.")
    if variables and variables[-1].end() == len(body):
        found.append(f"The body ends with {variables[-1][0]}: put a word or a full stop after it.")
    for one, next_one in pairwise(variables):
        if not body[one.end() : next_one.start()].strip():
            found.append(f"{one[0]} and {next_one[0]} stand side by side: put a word between them.")
    return found


def faults_of_variables(variables: Sequence[str]) -> list[str]:
    """What WhatsApp would refuse of the values that go into a template, each named by its number."""
    found = []
    for number, value in enumerate(variables, start=1):
        if not value.strip():
            found.append(f"variable {number} is empty: give it a word, such as a dash")
        elif _NO_WHITE_SPACE_LIKE_THIS.search(value):
            found.append(f"variable {number}={value!r}: take out line ends, tabs and runs of more than four spaces")
    return found


def check_template_call(text: Text) -> None:
    """Raises ChannelError for good, naming each fault of what is about to be sent by a template."""
    found = faults_of_variables(text.variables)
    if len(text.body) > LONGEST_BODY:
        found.append(f"the text has {len(text.body)} characters: shorten it to {LONGEST_BODY}")
    if found:
        raise refused_for_good(f"Not sent, template {text.template}: {'; '.join(found)}.")
