from django.urls import path

from apps.guidelines import views

urlpatterns = [
    path("guidelines/", views.store, name="store"),
    path("guidelines/<uuid:public_id>/", views.guideline, name="guideline"),
    path("recommendations/<uuid:public_id>/", views.recommendation, name="recommendation"),
]
