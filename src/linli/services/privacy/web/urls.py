from django.urls import path

from linli.services.privacy.web import people, purposes

app_name = "privacy"
urlpatterns = [
    path("purposes/", purposes.index, name="purposes"),
    path("purposes/new/", purposes.new, name="purpose-new"),
    path("purposes/<int:purpose_id>/", purposes.edit, name="purpose"),
    path("purposes/<int:purpose_id>/close/", purposes.close, name="purpose-close"),
    path("notices/<slug:kind>/draft/", purposes.draft, name="notice-draft"),
    path("notices/<slug:kind>/publish/", purposes.publish, name="notice-publish"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/consents/<int:purpose_id>/", people.consent, name="consent"),
]
