"""Addresses of the public register, and of the office's pages about it."""

from django.urls import path

from workflow.public_register import office_views, views

urlpatterns = [
    path("register/", views.register, name="register"),
    path("register/awards.json", views.register_json, name="register_json"),
    path("register/awards.xlsx", views.register_xlsx, name="register_xlsx"),
    path("register/awards/<str:code>/", views.award, name="public_award"),
    path("register/decisions/<str:code>/", views.decision, name="public_decision"),
    path("register/stories/", views.stories_public, name="public_stories"),
    path("register/stories/<str:code>/", views.story_public, name="public_story"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify_code, name="verify_code"),
    path("robots.txt", views.robots, name="robots"),
    path("publicity/", office_views.publicity, name="publicity"),
    path("publicity/<int:pk>/", office_views.publicity_protect, name="publicity_protect"),
    path("stories/", office_views.stories, name="stories"),
    path("stories/new/", office_views.story_new, name="story_new"),
    path("stories/<int:pk>/", office_views.story, name="story"),
    path("stories/<int:pk>/edit/", office_views.story_edit, name="story_edit"),
    path("stories/<int:pk>/publish/", office_views.story_publish, name="story_publish"),
    path("stories/<int:pk>/withdraw/", office_views.story_withdraw, name="story_withdraw"),
]
