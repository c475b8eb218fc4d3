from django.urls import path

from apps.guidelines.views import curation, store

urlpatterns = [
    path("guidelines/", store.store, name="store"),
    path("guidelines/<uuid:public_id>/", store.guideline, name="guideline"),
    path("recommendations/<uuid:public_id>/", store.recommendation, name="recommendation"),
    path("curation/", curation.desk, name="curation"),
]
