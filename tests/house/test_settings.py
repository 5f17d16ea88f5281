"""What production insists on, and what every answer carries."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

SECRET = "a-secret-key-of-fifty-letters-or-more-for-this-one-test-0123456789"  # noqa: S105 -- no secret

GIVEN = {
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "khenthuong.example.vn",
    "SOURCE_URL": "https://khenthuong.example.vn/source.tar.gz",
    "PUBLIC_URL": "https://khenthuong.example.vn",
}


def _check(**environment: str) -> subprocess.CompletedProcess[str]:
    given = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings.prod", **environment}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "SOURCE_URL", "PUBLIC_URL"])
def test_production_does_not_start_without(missing: str) -> None:
    given = dict(GIVEN)
    del given[missing]
    checked = _check(**given)
    assert checked.returncode != 0
    assert missing in checked.stderr


def test_production_offers_the_source_at_an_address() -> None:
    checked = _check(**{**GIVEN, "SOURCE_URL": "ask us"})
    assert checked.returncode != 0
    assert "SOURCE_URL" in checked.stderr


def test_production_names_the_address_that_papers_carry() -> None:
    checked = _check(**{**GIVEN, "PUBLIC_URL": "khenthuong.example.vn"})
    assert checked.returncode != 0
    assert "PUBLIC_URL" in checked.stderr


def test_production_passes_django_s_own_check() -> None:
    checked = _check(**GIVEN)
    assert (checked.returncode, checked.stdout.strip()) == (0, "System check identified no issues (0 silenced).")


def test_argon2_hashes_first_outside_the_tests() -> None:
    from_base = (settings.BASE_DIR / "config/settings/base.py").read_text("utf-8")
    assert from_base.index("Argon2PasswordHasher") < from_base.index("PBKDF2PasswordHasher")


@pytest.mark.django_db
def test_every_answer_forbids_inline_script_and_foreign_hosts(client: Client) -> None:
    answer = client.get("/admin/login/")
    policy = dict(rule.strip().split(" ", 1) for rule in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert (answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == ("nosniff", "DENY")
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_vietnamese_comes_first(client: Client) -> None:
    assert client.get("/admin/login/")["Content-Language"] == "vi"


def test_viewflow_brings_no_pages_and_no_static_files() -> None:
    assert "viewflow" not in settings.INSTALLED_APPS
    assert not [name for name in settings.MIDDLEWARE if name.startswith("viewflow")]
