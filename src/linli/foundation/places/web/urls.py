from django.urls import path

from linli.foundation.places.web import views

app_name = "places"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("<int:place_id>/", views.place, name="place"),
    path("<int:place_id>/add/", views.add, name="add"),
    path("<int:place_id>/describe/", views.describe, name="describe"),
    path("<int:place_id>/card/", views.card, name="card"),
    path("<int:place_id>/close/", views.close, name="close"),
    path("<int:place_id>/reopen/", views.reopen, name="reopen"),
    path("<int:place_id>/draw/", views.draw, name="draw"),
]
