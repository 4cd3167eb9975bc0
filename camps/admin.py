"""The Django admin, for superusers: accounts and organisations only. All else has a page with a policy of its own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from camps.models import Organisation, User


def sign_in_as_everywhere(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """The admin's own sign-in would be a second door, without our limits on wrong passwords."""
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.GET.get('next', '/admin/')})}")


admin.site.login = sign_in_as_everywhere  # type: ignore[method-assign]  # the documented way is a site class of one's own

# django-otp's pages show the keys of other people's phones.
admin.site.unregister([TOTPDevice, StaticDevice])


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["email", "name", "is_active", "is_superuser", "last_login"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "is_active", "is_superuser", "last_login"]
    readonly_fields = ["last_login"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People come by invitation, or by `manage.py createsuperuser`."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """An account that ends is switched off: its name stands in the history."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "created_at"]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Its rows would go too."""
        return False
