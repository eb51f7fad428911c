from django.urls import path

from linli.registers.residents.web import coming, duplicates, homes, lists, people, records, tags

app_name = "residents"
urlpatterns = [
    path("", lists.index, name="list"),
    path("new/", people.new, name="new"),
    path("<int:pk>/", people.person, name="person"),
    path("<int:pk>/move/", people.move, name="move"),
    path("<int:pk>/life/", people.life, name="life"),
    path("life/<int:event_id>/undo/", people.undo_life, name="undo-life"),
    path("<int:pk>/relation/", people.relate, name="relate"),
    path("<int:pk>/contacts/", people.add_contact, name="add-contact"),
    path("contacts/<int:contact_id>/remove/", people.remove_contact, name="remove-contact"),
    path("coming/", coming.index, name="coming"),
    path("duplicates/", duplicates.index, name="duplicates"),
    path("duplicates/merge/", duplicates.merge, name="merge"),
    path("duplicates/apart/", duplicates.tell_apart, name="tell-apart"),
    path("duplicates/<int:merge_id>/part/", duplicates.part, name="part"),
    path("tags/", tags.dictionary, name="tags"),
    path("tags/new/", tags.new_tag, name="new-tag"),
    path("tags/<int:tag_id>/", tags.tag, name="tag"),
    path("tags/<int:tag_id>/close/", tags.close_tag, name="close-tag"),
    path("<int:pk>/tags/", tags.give, name="give-tag"),
    path("tags/held/<int:row_id>/take/", tags.take, name="take-tag"),
    path("tags/held/<int:row_id>/review/", tags.review, name="review-tag"),
    path("<slug:kind>/<int:pk>/edit/<slug:group>/", records.edit, name="edit"),
    path("<slug:kind>/<int:pk>/confirm/<slug:group>/", records.confirm, name="confirm"),
    path("<slug:kind>/<int:pk>/look/", records.look, name="look"),
    path("<slug:kind>/<int:pk>/history/", records.history, name="history"),
    path("households/<int:pk>/", homes.household, name="household"),
    path("dwellings/<int:place_id>/", homes.dwelling, name="dwelling"),
    path("buildings/<int:place_id>/", homes.building, name="building"),
]
