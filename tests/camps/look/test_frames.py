"""The frames around pages: the console's, the patients', the errors'."""

import json
import re

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.utils import translation
from django.views.defaults import permission_denied, server_error

from camps.views.style_guide import PAGES, style_guide
from tests.camps.look.conftest import render_page

ERRORS = ["403.html", "403_csrf.html", "404.html", "410.html", "429.html", "500.html"]


def test_htmx_may_neither_evaluate_nor_style_nor_keep_pages() -> None:
    meta = re.search(r"name=\"htmx-config\" content='([^']+)'", render_page("/style/"))
    assert meta is not None
    config = json.loads(meta[1])
    assert config["includeIndicatorStyles"] is False
    assert config["allowEval"] is False
    assert config["historyCacheSize"] == 0
    assert {"code": "422", "swap": True} in config["responseHandling"]


def test_scripts_carry_the_nonce_of_the_request() -> None:
    request = RequestFactory().get("/style/")
    vars(request)["csp_nonce"] = "n0nce"  # as the middleware of django-csp does
    html = style_guide(request).content.decode()
    scripts = re.findall(r"<script [^>]*>", html)
    assert len(scripts) >= 2
    assert all('nonce="n0nce"' in script for script in scripts)


@pytest.mark.parametrize(("language", "way"), [("en", "ltr"), ("ar", "rtl"), ("ha", "ltr")])
def test_a_page_says_its_language_and_direction(language: str, way: str) -> None:
    with translation.override(language):
        for name in ("base.html", "base_public.html"):
            assert f'<html lang="{language}" dir="{way}">' in render_to_string(name)


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_nothing_from_its_request(name: str) -> None:
    html = render_to_string(name)
    assert html.count("<h1>") == 1
    assert "<script" not in html


def test_a_refusal_repeats_nothing_of_what_was_asked_for() -> None:
    request = RequestFactory().get("/patients/canary-4711/")
    refused = permission_denied(request, PermissionError("canary-4711")).content.decode()
    assert "canary" not in refused
    assert "canary" not in server_error(request).content.decode()


def test_an_expired_link_names_the_help_phone_when_it_is_known() -> None:
    assert 'href="tel:0803 555 0100"' in render_to_string("410.html", {"help_phone": "0803 555 0100"})
    assert "tel:" not in render_to_string("410.html")


def test_too_many_tries_say_how_long_to_wait() -> None:
    assert "in 1 minute." in render_to_string("429.html", {"retry_minutes": 1})
    assert "in 12 minutes." in render_to_string("429.html", {"retry_minutes": 12})


def test_patients_pages_are_kept_from_search_and_send_no_referrer() -> None:
    html = render_page("/style/patient/")
    assert '<meta name="robots" content="noindex, nofollow">' in html
    assert '<meta name="referrer" content="no-referrer">' in html


@override_settings(DEBUG=False, CAMPLINE_MODE="production")
@pytest.mark.parametrize("page", PAGES)
def test_production_has_no_style_guide(page: str) -> None:
    with pytest.raises(Http404):
        style_guide(RequestFactory().get("/style/"), page)


def test_the_style_guide_has_no_other_pages() -> None:
    with pytest.raises(Http404):
        style_guide(RequestFactory().get("/style/x/"), "x")


@pytest.mark.django_db
def test_the_guide_is_served_under_our_content_policy(client: Client) -> None:
    answer = client.get("/style/")
    assert answer.status_code == 200
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
    assert b"Ticked" in answer.content


def test_a_phone_number_keeps_its_order_on_a_page_that_runs_right_to_left() -> None:
    for name in ("base_public.html", "410.html"):
        assert '<bdi dir="ltr">0803 555 0100</bdi>' in render_to_string(name, {"help_phone": "0803 555 0100"})
