from django.urls import path

from linli.services.privacy.web import claims, people, purposes, records, retention

app_name = "privacy"
urlpatterns = [
    path("purposes/", purposes.index, name="purposes"),
    path("purposes/new/", purposes.new, name="purpose-new"),
    path("purposes/<int:purpose_id>/", purposes.edit, name="purpose"),
    path("purposes/<int:purpose_id>/close/", purposes.close, name="purpose-close"),
    path("notices/<slug:kind>/draft/", purposes.draft, name="notice-draft"),
    path("notices/<slug:kind>/publish/", purposes.publish, name="notice-publish"),
    path("claims/", claims.index, name="claims"),
    path("claims/new/", claims.new, name="claim-new"),
    path("claims/<int:claim_id>/", claims.claim, name="claim"),
    path("claims/<int:claim_id>/identify/<int:person_id>/", claims.identify, name="claim-identify"),
    path("claims/<int:claim_id>/answer/", claims.answer, name="claim-answer"),
    path("claims/<int:claim_id>/refuse/", claims.refuse, name="claim-refuse"),
    path("claims/<int:claim_id>/drop/", claims.drop, name="claim-drop"),
    path("claims/<int:claim_id>/erase/", claims.erase, name="claim-erase"),
    path("claims/<int:claim_id>/limit/", claims.limit, name="claim-limit"),
    path("claims/<int:claim_id>/copy/", claims.copy, name="claim-copy"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/consents/<int:purpose_id>/", people.consent, name="consent"),
    path("limits/<int:limit_id>/end/", people.end_limit, name="limit-end"),
    path("retention/", retention.index, name="retention"),
    path("people/<int:person_id>/hold/", retention.hold, name="hold"),
    path("retention/holds/<int:hold_id>/release/", retention.release, name="release"),
    path("assessments/", records.assessments, name="record-assessments"),
    path("assessments/new/", records.assess, name="record-assess"),
    path("assessments/<int:record_id>/", records.assessment, name="record-assessment"),
    path("sharings/", records.sharings, name="record-sharings"),
    path("sharings/new/", records.share, name="record-share"),
    path("breaches/", records.breaches, name="record-breaches"),
    path("breaches/new/", records.report, name="record-report"),
    path("breaches/<int:record_id>/", records.breach, name="record-breach"),
    path("breaches/<int:record_id>/close/", records.close, name="record-close"),
]
