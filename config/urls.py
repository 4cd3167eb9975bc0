"""All addresses. An app's own addresses live in its urls module."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

from config import health, site_files

admin.site.site_header = "Campline"

APPS = ("notifications.urls", "scheduling.urls", "camps.urls")

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("csp-report", site_files.csp_report, name="csp_report"),
    path("robots.txt", site_files.robots, name="robots"),
    path("favicon.ico", site_files.favicon, name="favicon"),
    path("admin/", admin.site.urls),
    *[path("", include(module)) for module in APPS if find_spec(module)],
]
