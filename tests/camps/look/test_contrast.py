"""WCAG contrast of every pair of colours the styles put on each other, in light and in dark."""

import re
from pathlib import Path

import pytest

import camps

STATIC = Path(camps.__file__).parent / "static" / "camps"
TONES = ("ok", "warn", "bad", "info", "calm")
TEXT = [(ink, paper) for ink in ("ink", "muted", "brand") for paper in ("paper", "surface", "sunk")]
TEXT += [(tone, f"{tone}-soft") for tone in TONES] + [("ink", f"{tone}-soft") for tone in TONES]
TEXT += [("brand", f"{tone}-soft") for tone in TONES] + [("muted", f"{tone}-soft") for tone in TONES]
TEXT += [("on-brand", "brand"), ("on-brand", "brand-deep"), ("on-night", "night"), ("night-muted", "night")]
TEXT += [("night-muted", "night-lift"), ("bad", "surface"), ("on-bad", "bad"), ("brand", "brand-soft")]
TEXT += [("muted", "brand-soft"), ("ink", "dawn"), ("muted", "dawn"), ("warn", "paper")]
SHAPES = [("edge", "surface"), ("edge", "paper"), ("focus", "paper"), ("focus", "surface"), ("brand", "sunk")]


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens(name: str, *, dark: bool) -> dict[str, str]:
    css = (STATIC / name).read_text()
    found = re.compile(r"--([a-z-]+): (#[0-9a-f]{3,6})\b")
    light_block = css.split("@media")[0] if name == "patient.css" else css.split("@layer tokens")[1].split("@media")[0]
    values = dict(found.findall(light_block))
    if dark:
        values |= dict(found.findall(css.split(":root[data-theme=dark] {")[1].split("}")[0]))
    return values


def test_black_on_white_is_21() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["console.css", "patient.css"])
def test_text_and_shapes_have_enough_contrast(name: str, dark: bool) -> None:
    values = tokens(name, dark=dark)
    pairs = [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in SHAPES]
    weak = [
        f"{front} on {back}: {contrast(values[front], values[back]):.2f}"
        for front, back, least in pairs
        if front in values and back in values and contrast(values[front], values[back]) < least
    ]
    assert weak == []
    assert {"ink", "muted", "paper", "brand", "on-brand", "bad", "focus"} <= set(values)


@pytest.mark.parametrize("name", ["console.css", "patient.css"])
def test_the_chosen_dark_is_the_dark_of_the_device(name: str) -> None:
    css = (STATIC / name).read_text()
    device = css.split(":root:not([data-theme=light]) {")[1].split("}")[0]
    chosen = css.split(":root[data-theme=dark] {")[1].split("}")[0]
    pairs = re.compile(r"--[a-z-]+: [^;]+")
    assert pairs.findall(device) == pairs.findall(chosen)
