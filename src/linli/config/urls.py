"""Every address of the site. Namespaces are the names of apps; paths say what a person does."""

from django.urls import include, path

urlpatterns = [
    path("", include("linli.sites.portal.urls")),
    path("notices/", include("linli.foundation.notices.web.urls")),
    path("files/", include("linli.foundation.files.web.urls")),
    path("r/", include("linli.services.cases.portal.urls")),
    path("a/", include("linli.insight.sheets.portal.urls")),
    path("own-data/", include("linli.services.privacy.portal.urls")),
    path("desk/", include("linli.sites.desk.urls")),
    path("account/", include("linli.foundation.accounts.web.door_urls")),
    path("desk/accounts/", include("linli.foundation.accounts.web.urls")),
    path("desk/audit/", include("linli.foundation.audit.web.urls")),
    path("desk/places/", include("linli.foundation.places.web.urls")),
    path("desk/organisations/", include("linli.registers.organisations.web.urls")),
    path("desk/residents/", include("linli.registers.residents.web.urls")),
    path("desk/cases/", include("linli.services.cases.web.urls")),
    path("desk/changes/", include("linli.services.changes.web.urls")),
    path("desk/privacy/", include("linli.services.privacy.web.urls")),
    path("desk/work/", include("linli.shared.work.web.urls")),
    path("desk/imports/", include("linli.shared.imports.web.urls")),
    path("desk/interfaces/", include("linli.services.cases.open311.web.urls")),
    path("desk/sheets/", include("linli.insight.sheets.web.urls")),
    path("desk/reports/", include("linli.insight.reports.web.urls")),
    path("desk/topics/", include("linli.insight.triage.topics.web.urls")),
    path("desk/ahead/", include("linli.insight.ahead.web.urls")),
    path("desk/triage/", include("linli.insight.triage.web.urls")),
    path("desk/tables/", include("linli.insight.sheets.registry.web.urls")),
    path("open311/v2/", include("linli.services.cases.open311.urls")),
    path("api/", include("linli.sites.openapi.urls")),
]

handler400 = "linli.kernel.middleware.bad_request"
handler403 = "linli.kernel.middleware.forbidden"
handler404 = "linli.kernel.middleware.not_found"
handler500 = "linli.kernel.middleware.server_error"
