"""The addresses of pages and of the API."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("prabayar.entrypoints.web.urls")),
    path("", include("prabayar.entrypoints.dashboard.urls")),
    path("console/", include("prabayar.entrypoints.console.urls")),
]
if settings.PRABAYAR_DEVELOPMENT:
    urlpatterns.append(path("dev/", include("prabayar.entrypoints.web.development.urls")))

handler400 = "prabayar.entrypoints.web.refusing.bad_request"
handler403 = "prabayar.entrypoints.web.refusing.not_allowed"
handler404 = "prabayar.entrypoints.web.refusing.not_found"
handler429 = "prabayar.entrypoints.web.refusing.too_many"  # asked for by the sign-in library
handler500 = "prabayar.entrypoints.web.refusing.failed"
