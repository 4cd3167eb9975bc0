"""Lines unfolded and read into components, with what could not be read as faults."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from notifications.ical.checks.fault import Fault

_VALUE = r'(?:"[^"]*"|[^";:,]*)'
_LINE = re.compile(rf"([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+={_VALUE}(?:,{_VALUE})*)*):(.*)", re.DOTALL)
_PARAMETER = re.compile(rf";([A-Za-z0-9-]+)=({_VALUE}(?:,{_VALUE})*)")


@dataclass(frozen=True, slots=True)
class Property:
    """One unfolded content line; `line` is where it begins."""

    name: str
    parameters: dict[str, str]
    value: str
    line: int


@dataclass(slots=True)
class Component:
    """A component with its properties by name, in order, and the components inside it."""

    name: str
    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    inside: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        """Return every property of this name."""
        return self.properties.get(name, [])

    def first(self, name: str) -> Property | None:
        """Return the first property of this name, or None."""
        found = self.properties.get(name)
        return found[0] if found else None

    def value(self, name: str) -> str | None:
        """Return the value of the first property of this name, or None."""
        found = self.properties.get(name)
        return found[0].value if found else None


def read_tree(body: bytes) -> tuple[list[Component], list[Fault]]:
    """Return the outermost components and the faults of lines and nesting."""
    outermost: list[Component] = []
    faults: list[Fault] = []
    stack: list[Component] = []
    for number, whole in _unfolded(body):
        found = _LINE.fullmatch(whole)
        if not found:
            faults.append(Fault("content-line", "RFC 5545 s3.1", f"not a content line: {whole[:40]!r}", number))
            continue
        name, written, value = found[1].upper(), found[2], found[3]
        if name == "BEGIN":
            component = Component(value.upper(), number)
            (stack[-1].inside if stack else outermost).append(component)
            stack.append(component)
        elif name == "END":
            if not stack or stack[-1].name != value.upper():
                faults.append(Fault("nesting", "RFC 5545 s3.4", f"END:{value[:40]} ends nothing", number))
            else:
                stack.pop()
        elif not stack:
            faults.append(Fault("nesting", "RFC 5545 s3.4", f"{name} outside any component", number))
        else:
            parameters = {key.upper(): text for key, text in _PARAMETER.findall(written)} if written else {}
            stack[-1].properties.setdefault(name, []).append(Property(name, parameters, value, number))
    faults.extend(Fault("nesting", "RFC 5545 s3.4", f"{open_.name} is never ended", open_.line) for open_ in stack)
    return outermost, faults


def _unfolded(body: bytes) -> Iterator[tuple[int, str]]:
    text = body.decode("utf-8", "replace").removesuffix("\r\n")
    begun, parts = 0, [""]
    for number, piece in enumerate(text.split("\r\n"), 1):
        if piece[:1] in (" ", "\t") and begun:
            parts.append(piece[1:])
            continue
        if begun:
            yield begun, "".join(parts)
        begun, parts = number, [piece]
    if begun:
        yield begun, "".join(parts)
