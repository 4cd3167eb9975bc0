"""A browser without a screen: it reads a page, fills in the forms that stand on it and presses their buttons.

Nothing is sent to an address that no page has offered, and no value that its form does not offer; who wants more than
that has a script of the product's own in hand (desks.py, the desk without a network).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import httpx
from django.conf import settings

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NOT_SENT = {"submit", "button", "reset", "image", "file"}


class Node:
    """An element: `children` are elements and texts."""

    def __init__(self, tag: str, attrs: dict[str, str], parent: Node | None) -> None:
        self.tag, self.attrs, self.parent = tag, attrs, parent
        self.children: list[Node | str] = []

    def walk(self) -> Iterator[Node]:
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.walk()

    def all(self, tag: str = "", cls: str = "", **attrs: str) -> list[Node]:
        """Those below with this tag, all of these classes and these attributes (`aria_labelledby` for a dash)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        classes = set(cls.split())
        return [
            one
            for one in self.walk()
            if (not tag or one.tag == tag)
            and classes <= set(one.attrs.get("class", "").split())
            and all(one.attrs.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str = "", cls: str = "", **attrs: str) -> Node:
        found = self.all(tag, cls, **attrs)
        assert found, f"no {tag}.{cls} {attrs} in: {self.text[:300]}"
        return found[0]

    def children_of(self, *tags: str) -> list[Node]:
        """The elements right below, of these tags."""
        return [child for child in self.children if isinstance(child, Node) and child.tag in tags]

    @property
    def text(self) -> str:
        """As it is read, spaces run together."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()
        if self.tag in ("p", "li", "div", "dd", "dt", "td", "th", "br", "h1", "h2", "h3", "small", "option"):
            yield " "


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Node("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(node)
        if tag not in VOID:
            self.at = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Node(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self.at
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self.at = node.parent

    def handle_data(self, data: str) -> None:
        if self.at.tag not in ("script", "style"):
            self.at.children.append(data)


class Form:
    """A form as the page shows it."""

    def __init__(self, node: Node, page: Page) -> None:
        self.node, self.page = node, page
        self.action = urljoin(page.url, node.attrs.get("action", "") or page.url)
        self.post = node.attrs.get("method", "get").lower() == "post"

    def buttons(self) -> list[Node]:
        return [one for one in self.node.all("button") if one.attrs.get("type", "submit") == "submit"]

    def button(self, value: str) -> Node | None:
        """The button that sends this value."""
        return next((one for one in self.buttons() if one.attrs.get("value") == value), None)

    def filled(self) -> dict[str, list[str]]:
        """What is sent as the form stands."""
        sent: dict[str, list[str]] = {}
        for one in self.node.walk():
            name, kind = one.attrs.get("name", ""), one.attrs.get("type", "text")
            if not name or "disabled" in one.attrs:
                continue
            if one.tag == "input" and kind not in NOT_SENT:
                if kind not in ("checkbox", "radio") or "checked" in one.attrs:
                    sent.setdefault(name, []).append(one.attrs.get("value", "on" if kind == "checkbox" else ""))
            elif one.tag == "select":
                options = one.all("option")
                chosen = next((each for each in options if "selected" in each.attrs), options[0] if options else None)
                sent.setdefault(name, []).append(_value(chosen) if chosen else "")
            elif one.tag == "textarea":
                sent.setdefault(name, []).append(one.text)
        return sent

    def offers(self) -> dict[str, set[str] | None]:
        """The names that can be filled in: with what, or None for what is written freely."""
        found: dict[str, set[str] | None] = {}
        for one in self.node.walk():
            name, kind = one.attrs.get("name", ""), one.attrs.get("type", "text")
            if not name or "disabled" in one.attrs or one.tag not in ("input", "select", "textarea"):
                continue
            if one.tag == "select":
                found[name] = {_value(each) for each in one.all("option")}
            elif kind in ("checkbox", "radio"):
                known = found.setdefault(name, set())
                if known is not None:
                    known.add(one.attrs.get("value", "on"))
            else:
                found[name] = None
        return found


def _value(option: Node) -> str:
    return option.attrs.get("value", option.text)


def _is_first_shown(notice: Node) -> bool:
    """Only then its Undo is said aloud (camps/undo_notices.py)."""
    return any("data-said" in one.attrs for one in notice.all("span", "vh"))


class Page:
    """An answer of the product."""

    def __init__(self, url: str, status: int, html: str) -> None:
        self.url, self.status, self.html = url, status, html
        reader = _Reader()
        reader.feed(html)
        self.root = reader.root

    @property
    def said(self) -> list[str]:
        """The messages on top, without those of earlier pages that stand for their Undo alone."""
        notices = [one for box in self.root.all("div", "messages") for one in box.all("div", "notice")]
        return [one.one("div").text for one in notices if not one.all("form") or _is_first_shown(one)]

    def forms(self, action: str = "") -> list[Form]:
        """Those whose address has `action` in it."""
        found = [Form(node, self) for node in self.root.all("form")]
        return [one for one in found if action in one.action]

    def form(self, action: str = "", *, within: Node | None = None) -> Form | None:
        below = set(map(id, within.walk())) if within is not None else None
        return next((one for one in self.forms(action) if below is None or id(one.node) in below), None)

    def link(self, action: str, *, within: Node | None = None) -> str | None:
        """The address of the first link that has `action` in it."""
        for one in (within or self.root).all("a"):
            if action in one.attrs.get("href", ""):
                return urljoin(self.url, one.attrs["href"])
        return None


class Browser:
    """One person's browser, with its cookies. `minute` says the time; `asked_at` is when it last asked for anything."""

    def __init__(self, site: str, minute: Callable[[], int]) -> None:
        self.site, self.minute, self.asked_at = site, minute, minute()
        self.client = httpx.Client(base_url=site, follow_redirects=True, timeout=120, verify=False, trust_env=False)
        self.requests = 0

    def close(self) -> None:
        self.client.close()

    def open(self, path: str) -> Page:
        return self._read(self.client.get(path))

    def fetch(self, path: str, **headers: str) -> httpx.Response:
        """What is no page: a file, or what a script of ours asks for."""
        self._counts(1)
        return self.client.get(path, headers=headers)

    def press(self, form: Form | None, button: str = "", **values: str | list[str]) -> Page:
        """Send the form with these values changed, by the button that sends the value `button` or by its first one."""
        assert form is not None, "this page has no such form"
        offers, sent = form.offers(), form.filled()
        for name, value in values.items():
            given = [value] if isinstance(value, str) else list(value)
            assert name in offers, f"{form.action} has no field {name}"
            known = offers[name]
            assert known is None or set(given) <= known, f"{form.action} does not offer {name}={given}: {known}"
            sent[name] = given
        pressed = form.button(button) if button else next(iter(form.buttons()), None)
        assert pressed is not None or not button, f"{form.action} has no button {button}"
        if pressed is not None and pressed.attrs.get("name"):
            sent[pressed.attrs["name"]] = [pressed.attrs.get("value", "")]
        headers = {"Referer": form.page.url, "Origin": self.site}
        if not form.post:
            return self._read(self.client.get(form.action, params=_pairs(sent)))
        return self._read(self.client.post(form.action, data=sent, headers=headers))

    def post_json(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """As a script of ours sends it."""
        self._counts(1)
        headers = {"Referer": f"{self.site}/", "Origin": self.site, **headers}
        return self.client.post(path, json=body, headers=headers)

    def sign_in(self, email: str, password: str, *, to: str) -> Page:
        """Asked for on the way to a page."""
        self.client.cookies = {  # the desk's own stays
            one.name: one.value for one in self.client.cookies.jar if one.name != settings.SESSION_COOKIE_NAME
        }
        page = self.press(self.open(to).form("/sign-in/"), email=email, password=password)
        assert to in page.url, page.root.text
        return page

    def _counts(self, many: int) -> None:
        self.requests += many
        self.asked_at = self.minute()

    def _read(self, answer: httpx.Response) -> Page:
        self._counts(1 + len(answer.history))
        assert answer.status_code < 500, f"{answer.request.method} {answer.url}: {answer.status_code}"
        return Page(str(answer.url), answer.status_code, answer.text)


def _pairs(sent: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in sent.items() for value in values]
