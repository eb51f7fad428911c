from django.urls import path

from linli.insight.sheets.web import (
    collecting,
    figures,
    inviting,
    looking,
    returning,
    views,
)

app_name = "sheets"
urlpatterns = [
    path("", views.index, name="list"),
    path("<int:pk>/", views.filling, name="filling"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/stop/", views.stop, name="stop"),
    path("<int:pk>/go-on/", views.go_on, name="go-on"),
    path("<int:pk>/download/", views.download, name="download"),
    path("<int:pk>/working-copy/", views.working_copy, name="working-copy"),
    path("<int:pk>/people/", looking.people, name="people"),
    path("<int:pk>/figures/", figures.look, name="figures"),
    path("<int:pk>/changes/", looking.changes, name="changes"),
    path("<int:pk>/send/", looking.send, name="send"),
    path("<int:pk>/take-back/", looking.take_back, name="take-back"),
    path("<int:pk>/collect/", collecting.start, name="collect"),
    path("<int:pk>/fill-again/", collecting.fill_again, name="fill-again"),
    path("collecting/<int:collecting_id>/", collecting.ask, name="collecting"),
    path("collecting/<int:collecting_id>/close/", collecting.close, name="close-collecting"),
    path("collecting/<int:collecting_id>/invitations/", inviting.index, name="invitations"),
    path("collecting/<int:collecting_id>/invitations/make/", inviting.make, name="invite"),
    path(
        "collecting/<int:collecting_id>/invitations/text/", inviting.text, name="text-invitations"
    ),
    path(
        "collecting/<int:collecting_id>/invitations/revoke/",
        inviting.revoke_all,
        name="revoke-invitations",
    ),
    path("collecting/<int:collecting_id>/invitations/decide/", inviting.decide, name="decide-own"),
    path("collecting/<int:collecting_id>/slips/", inviting.slips, name="slips"),
    path("invitations/<int:invitation_id>/", inviting.show, name="invitation"),
    path("invitations/<int:invitation_id>/revoke/", inviting.revoke, name="revoke-invitation"),
    path("<int:pk>/returned/", returning.index, name="returned"),
    path("returned/<int:returned_id>/progress/", returning.progress, name="returned-progress"),
    path("returned/<int:returned_id>/go-on/", returning.go_on, name="returned-go-on"),
    path("returned/<int:returned_id>/decide/", returning.decide, name="decide-returned"),
    path("<int:pk>/discard/", views.discard, name="discard"),
]
