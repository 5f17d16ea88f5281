"""Addresses of the dossiers."""

from django.urls import path

from workflow.dossiers.views import acts, dossier, letters

urlpatterns = [
    path("acts/<slug:name>/", acts.act, name="act"),
    path("dossiers/<int:pk>/", dossier.dossier, name="dossier"),
    path("letters/", letters.letters, name="letters"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
    path("letters/<int:pk>/send/", letters.letter_send, name="letter_send"),
    path("letters/<int:pk>/hand/", letters.letter_hand, name="letter_hand"),
    path("letters/<int:pk>/sign/", letters.letter_sign, name="letter_sign"),
    path("letters/<int:pk>/issue/", letters.letter_issue, name="letter_issue"),
]
