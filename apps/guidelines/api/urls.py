from django.urls import path

from apps.guidelines.api.views import RecommendationView

urlpatterns = [
    path(
        "recommendations/<uuid:public_id>/", RecommendationView.as_view(), name="api_recommendation"
    ),
]
