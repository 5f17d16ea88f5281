"""The benchmark as an application: viewflow names flow classes by the application they stand in."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    """The benchmark."""

    name = "tests.bench"
    label = "bench"
