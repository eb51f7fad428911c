from django.urls import path

from linli.services.cases.catalogues import CATALOGUES
from linli.services.cases.web import case, catalogues, intake, letters, lists

app_name = "cases"
urlpatterns = [
    path("", lists.index, name="list"),
    path("export/", lists.export, name="export"),
    path("views/", lists.save_view, name="save-view"),
    path("views/<int:pk>/delete/", lists.delete_view, name="delete-view"),
    path("new/", intake.new, name="new"),
    path("new/chat/", intake.from_chat, name="from-chat"),
    path("new/chat/read/", intake.read_chat, name="read-chat"),
    path("new/hints/", intake.hints, name="hints"),
    path("new/known/", intake.known, name="known"),
    path("places/", intake.find_place, name="find-place"),
    path("decline-words/", case.decline_words, name="decline-words"),
    path("<int:pk>/", case.show, name="case"),
    path("<int:pk>/do/<slug:code>/", case.step, name="step"),
    path("<int:pk>/reply-check/", case.reply_check, name="reply-check"),
    path("<int:pk>/past-replies/", case.past_replies, name="past-replies"),
    path("<int:pk>/alike/", case.alike, name="alike"),
    path("<int:pk>/look/", case.look, name="look"),
    path("<int:pk>/sheet/", case.sheet, name="sheet"),
    path("<int:pk>/slip/", intake.show_slip, name="slip"),
    path("<int:pk>/letters/<int:letter_pk>.<slug:form>", letters.letter, name="letter"),
    path("lists/<slug:slug>/", catalogues.index, name="catalogue"),
    # By names of their own, for the page of settings.
    *(
        path(f"lists/{slug}/", catalogues.index, {"slug": slug}, name=f"catalogue-{slug}")
        for slug in CATALOGUES
    ),
    path("lists/<slug:slug>/new/", catalogues.edit, name="catalogue-new"),
    path("lists/<slug:slug>/<int:pk>/", catalogues.edit, name="catalogue-entry"),
    path("lists/<slug:slug>/<int:pk>/remove/", catalogues.remove, name="catalogue-remove"),
    path("letters/", letters.templates, name="letters"),
    path("letters/<int:pk>/", letters.template, name="letter-template"),
]
