from django.urls import path

from linli.registers.organisations.web import views

app_name = "organisations"
urlpatterns = [
    path("", views.unit_list, name="list"),
    path("add/", views.add, name="add"),
    path("<int:unit_id>/", views.unit, name="unit"),
    path("<int:unit_id>/edit/", views.edit, name="edit"),
    path("<int:unit_id>/close/", views.close, name="close"),
    path("<int:unit_id>/reopen/", views.reopen, name="reopen"),
    path("<int:unit_id>/contacts/", views.add_contact, name="add-contact"),
    path("contacts/<int:contact_id>/remove/", views.remove_contact, name="remove-contact"),
    path("<int:unit_id>/members/", views.add_member, name="add-member"),
    path("<int:unit_id>/members/enrol/", views.enrol_member, name="enrol-member"),
    path("members/<int:member_id>/end/", views.end_membership, name="end-membership"),
]
