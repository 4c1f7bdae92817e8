"""The product's addresses with those for development."""

from django.urls import include, path

from prabayar.config import urls

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
urlpatterns = [
    *urls.urlpatterns,
    path("dev/", include("prabayar.entrypoints.web.development.urls")),
]
