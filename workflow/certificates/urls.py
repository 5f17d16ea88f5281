"""Addresses of the certificates."""

from django.urls import path

from workflow.certificates.views import blanks, ceremonies, printing, register

urlpatterns = [
    path("certificates/", register.certificates, name="certificates"),
    path("certificates/<int:pk>/", register.certificate, name="certificate"),
    path("certificates/<int:pk>/replace/", register.certificate_replace, name="certificate_replace"),
    path("certificates/<int:pk>/recovered/", register.certificate_recovered, name="certificate_recovered"),
    path("certificates/hand/", register.certificates_hand, name="certificates_hand"),
    path("certificates/demand/", register.certificates_demand, name="certificates_demand"),
    path("certificates/print/", printing.certificates_print, name="certificates_print"),
    path("certificates/prints/<int:pk>/", printing.certificate_print, name="certificate_print"),
    path("certificates/prints/<int:pk>/file/", printing.certificate_print_file, name="certificate_print_file"),
    path("decisions/<int:pk>/certificates/", register.decision_certificates, name="decision_certificates"),
    path("decisions/<int:pk>/certificates/enter/", register.certificates_enter, name="certificates_enter"),
    path(
        "decisions/<int:pk>/certificates/print/",
        printing.decision_certificates_print,
        name="decision_certificates_print",
    ),
    path("ceremonies/", ceremonies.ceremonies, name="ceremonies"),
    path("ceremonies/<int:pk>/", ceremonies.ceremony, name="ceremony"),
    path("ceremonies/new/", ceremonies.ceremony_new, name="ceremony_new"),
    path("blanks/", blanks.blanks, name="blanks"),
    path("blanks/<int:pk>/", blanks.blank, name="blank"),
    path("blanks/<int:pk>/sheet/", blanks.blank_sheet, name="blank_sheet"),
    path("blanks/<int:pk>/picture/", blanks.blank_picture, name="blank_picture"),
]
