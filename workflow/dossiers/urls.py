"""Addresses of the dossiers."""

from django.urls import path

from workflow.dossiers.views import acts, dossier, drafting, letters, lists, papers, rounds, signing

urlpatterns = [
    path("acts/<slug:name>/", acts.act, name="act"),
    path("dossiers/", dossier.dossiers, name="dossiers"),
    path("dossiers/<int:pk>/", dossier.dossier, name="dossier"),
    path("dossiers/<int:pk>/print/", dossier.dossier_print, name="dossier_print"),
    path("dossiers/<int:pk>/compare/", dossier.dossier_compare, name="dossier_compare"),
    path("dossiers/<int:pk>/correct/", dossier.dossier_correct, name="dossier_correct"),
    path("dossiers/<int:pk>/redirect/", dossier.redirect, name="redirect"),
    path("dossiers/<int:pk>/edit/", drafting.line_edit, name="line_edit"),
    path("dossiers/<int:pk>/criteria/", drafting.line_criteria, name="line_criteria"),
    path("dossiers/<int:pk>/papers/", papers.line_papers, name="line_papers"),
    path("nominees/", drafting.nominees, name="nominees"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("papers/<int:pk>/remove/", papers.paper_remove, name="paper_remove"),
    path("letters/", letters.letters, name="letters"),
    path("letters/new/", drafting.letter_new, name="letter_new"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
    path("letters/<int:pk>/print/", letters.letter_print, name="letter_print"),
    path("letters/<int:pk>/review/", letters.letter_review, name="letter_review"),
    path("letters/<int:pk>/lines/add/", drafting.line_add, name="line_add"),
    path("letters/<int:pk>/list/", lists.letter_list, name="letter_list"),
    path("letters/<int:pk>/list/add/", lists.letter_list_add, name="letter_list_add"),
    path("letters/<int:pk>/list/template.xlsx", lists.letter_list_template, name="letter_list_template"),
    path("letters/<int:pk>/list/errors.xlsx", lists.letter_list_errors, name="letter_list_errors"),
    path("letters/<int:pk>/list/lines.xlsx", lists.letter_list_filled, name="letter_list_filled"),
    path("letters/<int:pk>/papers/", papers.letter_papers, name="letter_papers"),
    path("letters/<int:pk>/split/", signing.letter_split, name="letter_split"),
    path("letters/<int:pk>/merge/", signing.letter_merge, name="letter_merge"),
    path("letters/<int:pk>/send/", signing.letter_send, name="letter_send"),
    path("letters/<int:pk>/hand/", signing.letter_hand, name="letter_hand"),
    path("letters/<int:pk>/sign/", signing.letter_sign, name="letter_sign"),
    path("letters/<int:pk>/issue/", signing.letter_issue, name="letter_issue"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
    path("rounds/<int:pk>/dates/", rounds.round_date, name="round_date"),
    path("rounds/<int:pk>/allocate/", rounds.round_allocate, name="round_allocate"),
    path("rounds/<int:pk>/late/", rounds.round_late, name="round_late"),
]
