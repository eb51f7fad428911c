from django.urls import path

from linli.foundation.accounts.web import profile, roles, views

app_name = "accounts"
urlpatterns = [
    path("", views.account_list, name="list"),
    path("open/", views.open_account, name="open"),
    path("<int:user_id>/", views.account, name="account"),
    path("<int:user_id>/edit/", views.edit, name="edit"),
    path("<int:user_id>/assign/", views.assign, name="assign"),
    path("<int:user_id>/reset-password/", views.reset_password, name="reset-password"),
    path("<int:user_id>/remove-factors/", views.remove_factors, name="remove-factors"),
    path("<int:user_id>/close/", views.close, name="close"),
    path("<int:user_id>/reopen/", views.reopen, name="reopen"),
    path("assignments/<int:assignment_id>/end/", views.end_assignment, name="end-assignment"),
    path("roles/", roles.role_list, name="roles"),
    path("roles/add/", roles.add, name="add-role"),
    path("roles/<int:role_id>/", roles.role, name="role"),
    path("me/", profile.profile, name="profile"),
]
