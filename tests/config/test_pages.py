"""What every page carries, and the small files of the site."""

import json
import logging

import pytest
from django.http import HttpResponse

from config.logs import JsonFormatter, request_id
from config.middleware import ClientAddressMiddleware


def test_every_page_is_guarded_by_its_headers(client):
    headers = client.get("/healthz").headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
        "report-uri": "/csp-report",
    }
    assert {name: headers[name] for name in ("Cache-Control", "X-Content-Type-Options", "Referrer-Policy")} == {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_each_request_has_an_id_of_our_own(client):
    first = client.get("/healthz", headers={"X-Request-ID": "forged"})["X-Request-ID"]
    second = client.get("/healthz")["X-Request-ID"]
    assert len({first, second, "forged"}) == 3


def test_robots_may_fetch_feeds_only(client):
    assert client.get("/robots.txt").content.decode().startswith("User-agent: Googlebot\nAllow: /f/\nDisallow: /\n")


def test_favicon_is_there_for_pages_without_our_head(client):
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")


def test_policy_report_is_logged_without_the_page_or_its_secrets(client, caplog):
    report = {
        "document-uri": "https://camp.example.org/v/secret-link/",
        "effective-directive": "script-src",
        "blocked-uri": "https://evil.example/x.js?token=secret-link",
    }
    body = json.dumps({"csp-report": report})
    assert client.post("/csp-report", body, content_type="application/csp-report").status_code == 204
    [record] = [record for record in caplog.records if record.name == "campline.csp"]
    line = JsonFormatter().format(record)
    assert json.loads(line)["blocked"] == "https://evil.example/x.js"
    assert "secret-link" not in line


@pytest.mark.parametrize(
    "body", ["", "not json", "[]", '{"csp-report": 7}', '{"csp-report": {"a": "' + "x" * 9000 + '"}}']
)
def test_policy_report_that_makes_no_sense_is_dropped(client, body, caplog):
    assert client.post("/csp-report", body, content_type="application/json").status_code == 204
    assert [record for record in caplog.records if record.name == "campline.csp"] == []


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_client_address_comes_from_our_own_proxies_only(rf, settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="10.0.0.1")
    ClientAddressMiddleware(lambda _: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == expected


def test_log_line_is_one_json_object_whatever_the_input():
    token = request_id.set("abc")
    try:
        record = logging.LogRecord("x", logging.INFO, "", 0, "found %s", ('a\n{"level": "forged"}\x1b',), None)
        line = JsonFormatter().format(record)
    finally:
        request_id.reset(token)
    assert "\n" not in line
    assert json.loads(line)["text"] == 'found a\n{"level": "forged"}\x1b'
    assert json.loads(line)["request"] == "abc"


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/v/Abc123/times", "/v/#"),
        ("/f/Abc123.ics", "/f/#"),
        ("/invitation/Abc123/", "/invitation/#"),
        ("/password/MQ/d3-Abc123/", "/password/MQ/#"),
    ],
)
def test_the_log_names_no_link_that_opens_something(path, logged):
    record = logging.LogRecord("x", logging.INFO, "", 0, "Unprocessable Entity: %s", (path,), None)
    record.path = path
    line = JsonFormatter().format(record)
    assert "Abc123" not in line
    assert json.loads(line)["text"].startswith(f"Unprocessable Entity: {logged}")
    assert json.loads(line)["path"].startswith(logged)


def test_the_log_keeps_addresses_that_open_nothing():
    record = logging.LogRecord("x", logging.INFO, "", 0, "/password/sent/ /invitations/5/revoke/", (), None)
    assert json.loads(JsonFormatter().format(record))["text"] == "/password/sent/ /invitations/5/revoke/"
