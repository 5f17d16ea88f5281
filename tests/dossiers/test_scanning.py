"""The virus scan: what the scanner says is kept and shown, and what it has not said holds a dossier back."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.dossiers.clamd import EICAR, Answer, clamd, honest, slow
from tests.dossiers.letters_given import codes, rules_of, sound
from tests.dossiers.pages_given import sent, signed_in, text_of
from tests.support.walk import Walk
from workflow.audit.models import Entry
from workflow.awards.models import Campaign
from workflow.dossiers.answers import Paper, attach_papers
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Attachment, CriterionAnswer, Letter
from workflow.dossiers.papers import place_of, store_file
from workflow.dossiers.plans import UnitPlan
from workflow.dossiers.scan_queue import note_verdicts
from workflow.dossiers.scanning import Scan, scan_file
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper, pdf

SICK = pdf("sick") + EICAR


@pytest.fixture
def no_scanner(tmp_path: Path, settings: Any) -> None:
    """A scanner is set, and does not answer."""
    settings.CLAMAV = str(tmp_path / "nobody.ctl")


@pytest.fixture
def scanner(tmp_path: Path, settings: Any) -> Iterator[list[bytes]]:
    """A scanner is set and answers; the files that it is asked about."""
    with clamd(tmp_path) as (place, asked):
        settings.CLAMAV = place
        yield asked


def said(tmp_path: Path, settings: Any, answer: Answer, content: bytes = b"x") -> Scan:
    """What comes of a file when the scanner answers so."""
    with clamd(tmp_path, answer) as (place, _asked):
        settings.CLAMAV = f"unix:{place}"
        return scan_file(BytesIO(content), seconds=1)


def run() -> str:
    """What the command of the operator says."""
    out = StringIO()
    call_command("scan_attachments", stdout=out)
    return out.getvalue().strip()


def nobody_scanned() -> None:
    """The files came while the scanner was down."""
    Attachment.objects.update(scan="UNSCANNED")


def scans(letter: Letter) -> dict[str, int]:
    """How many papers of the letter and its lines stand how."""
    found: dict[str, int] = {}
    papers = Attachment.objects.filter(letter=letter) | Attachment.objects.filter(nomination__letter=letter)
    for one in papers:
        found[one.scan] = found.get(one.scan, 0) + 1
    return found


# What the scanner says.


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"stream: OK\0", Scan.CLEAN),
        (b"stream: Eicar-Test-Signature FOUND\0", Scan.INFECTED),
        (b"", Scan.UNSCANNED),
        (b"stream: ", Scan.UNSCANNED),
        (b"INSTREAM size limit exceeded. ERROR\0", Scan.UNSCANNED),
        (b"stream: OK FOUND OK\0", Scan.UNSCANNED),
        (b"HTTP/1.1 200 OK\r\n\r\n\0", Scan.UNSCANNED),
        (b"\xff\xfe\0", Scan.UNSCANNED),
        (b"x" * 100_000, Scan.UNSCANNED),
    ],
    ids=range(9),
)
def test_only_a_clear_answer_is_a_verdict(answer: bytes, expected: Scan, tmp_path: Path, settings: Any) -> None:
    assert said(tmp_path, settings, lambda _content: answer) == expected


def test_the_scanner_is_given_the_whole_file_from_its_start(scanner: list[bytes]) -> None:
    content = bytes(range(256)) * 1000
    stream = BytesIO(content)
    stream.read(10)
    assert scan_file(stream) == Scan.CLEAN
    assert scanner == [content]


def test_a_scanner_that_is_slow_is_not_waited_for(tmp_path: Path, settings: Any) -> None:
    assert said(tmp_path, settings, slow) == Scan.UNSCANNED


def test_a_scanner_that_takes_nothing_is_not_waited_for(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.CLAMAV = f"127.0.0.1:{door.getsockname()[1]}"
        # The line fills up and rests.
        assert scan_file(BytesIO(bytes(32 * 1024 * 1024)), seconds=1) == Scan.UNSCANNED


def test_a_scanner_that_answers_drop_by_drop_is_not_waited_for(settings: Any) -> None:
    """A limit for each part alone would wait as long as there are drops."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.CLAMAV = f"127.0.0.1:{door.getsockname()[1]}"
        threading.Thread(target=_drip, args=(door,), daemon=True).start()
        began = time.monotonic()
        assert scan_file(BytesIO(b"x"), seconds=1) == Scan.UNSCANNED
        assert time.monotonic() - began < 5


def _drip(door: socket.socket) -> None:
    line, _whence = door.accept()
    with line, suppress(OSError):
        for _drop in range(100):
            line.sendall(b".")
            time.sleep(0.1)


@pytest.mark.usefixtures("no_scanner")
def test_a_scanner_that_is_down_leaves_a_file_unscanned() -> None:
    assert scan_file(BytesIO(b"x")) == Scan.UNSCANNED


def test_without_a_scanner_nothing_is_asked(scanner: list[bytes], settings: Any) -> None:
    settings.CLAMAV = ""
    assert scan_file(BytesIO(EICAR)) == Scan.UNSCANNED
    assert scanner == []


# Uploading.


@pytest.mark.usefixtures("scanner")
def test_an_infected_file_is_refused_and_not_kept() -> None:
    with pytest.raises(ValidationError) as raised:
        store_file(BytesIO(SICK), "a.pdf")
    assert codes(raised) == {"file": ["infected"]}
    assert list(_in_store(SICK)) == []


def _in_store(content: bytes) -> Iterator[str]:
    stored = store_file(BytesIO(content + b" "), "a.pdf", scans=False)
    folder = place_of(stored.sha256).rpartition("/")[0]
    for name in default_storage.listdir(folder)[1]:
        with default_storage.open(f"{folder}/{name}") as kept:
            if kept.read() == content:
                yield name


def _upload(cast: Cast, letter: Letter, *files: tuple[str, bytes]) -> Any:
    given = [SimpleUploadedFile(name, content) for name, content in files]
    return sent(signed_in(cast, "nnmt-officer"), f"/letters/{letter.pk}/papers/", kind="OTHER", file=given)


@pytest.mark.usefixtures("scanner")
def test_an_infected_file_among_clean_ones_is_named_and_the_clean_ones_bear_their_badge(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    answer = _upload(cast, letter, ("a.pdf", pdf("clean")), ("sick.pdf", SICK))
    assert answer.status_code == 422
    (error,) = answer.context["form"].errors["file"]
    assert error.startswith("«sick.pdf»: The file is infected")
    assert letter.attachments.latest("pk").scan == "CLEAN"
    assert '<span class="state tone-green">' in answer.content.decode()


@pytest.mark.usefixtures("no_scanner")
def test_with_a_scanner_that_is_down_a_file_is_kept_and_waits_visibly(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    assert _upload(cast, letter, ("sick.pdf", SICK)).status_code == 302
    assert letter.attachments.latest("pk").scan == "UNSCANNED"
    page = signed_in(cast, "nnmt-officer").get(f"/letters/{letter.pk}/papers/")
    assert "waits for the virus scan" in text_of(page)


def test_without_a_scanner_a_file_says_that_it_is_not_scanned(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    text = text_of(signed_in(cast, "nnmt-officer").get(f"/letters/{letter.pk}/papers/"))
    assert "not scanned" in text
    assert "waits for the virus scan" not in text


def test_a_silent_scanner_is_asked_once_for_many_files(tmp_path: Path, settings: Any, cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    with clamd(tmp_path, lambda _content: b"") as (place, asked):
        settings.CLAMAV = place
        _upload(cast, letter, *((f"{number}.pdf", pdf(str(number))) for number in range(5)))
    assert (len(asked), letter.attachments.filter(kind="OTHER").count()) == (1, 5)


# Sending.


@pytest.mark.usefixtures("no_scanner")
def test_a_dossier_with_an_unscanned_file_is_not_sent_while_a_scanner_is_set(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(2)
    assert rules_of(send_letter(letter, **walk.officer)) == {line: ["files"] for line in lines}


def test_a_dossier_is_sent_once_its_files_were_scanned(cast: Cast, scanner: list[bytes]) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(2)
    nobody_scanned()
    assert set(send_letter(letter, **walk.officer).refused) == set(lines)
    scanner.clear()
    run()
    assert scanner
    assert scans(letter).keys() == {"CLEAN"}
    assert set(send_letter(letter, **walk.officer).moved) == set(lines)
    sound()


def test_an_infected_paper_of_one_line_holds_back_that_line_alone(cast: Cast, scanner: list[bytes]) -> None:
    walk = Walk(cast)
    letter, (line, other) = walk.drafted(2)
    sick = store_file(BytesIO(SICK), "a.pdf", scans=False)
    attach_papers([Paper("OTHER", "Tệp", sick, nomination=line)], **walk.officer)
    run()
    assert SICK in scanner
    report = send_letter(letter, **walk.officer)
    assert (rules_of(report), set(report.moved)) == ({line: ["files"]}, {other})
    (reason,) = report.reasons()
    assert "is infected" in reason
    sound()


# The queue.


def test_without_a_scanner_the_command_says_so(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    assert run() == "no scanner is set: CLAMAV is empty"
    assert scans(letter).keys() == {"UNSCANNED"}


def test_the_command_scans_each_content_once_and_again_finds_nothing(cast: Cast, scanner: list[bytes]) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(2)
    attach_papers([Paper("OTHER", "A", paper("a", "a"), nomination=line) for line in lines], **walk.officer)
    nobody_scanned()
    waiting = Attachment.objects.filter(scan="UNSCANNED").values("sha256").distinct().count()
    assert 2 < waiting < Attachment.objects.filter(scan="UNSCANNED").count()
    scanner.clear()
    assert run() == f"unscanned: 0, clean: {waiting}, infected: 0"
    assert (len(scanner), set(scans(letter))) == (waiting, {"CLEAN"})
    before = Entry.objects.count()
    assert run() == "unscanned: 0, clean: 0, infected: 0"
    assert Entry.objects.count() == before


def test_what_is_infected_stands_in_the_record_of_its_letter_and_its_line_once(
    cast: Cast, scanner: list[bytes]
) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    sick = store_file(BytesIO(SICK), "a.pdf", scans=False)
    papers = [Paper("OTHER", "A", sick, letter=letter.pk), Paper("OTHER", "A", sick, nomination=line)]
    attach_papers(papers, **walk.officer)
    run()
    assert scanner.count(SICK) == 1
    # Another run that was under way says the same.
    assert note_verdicts({sick.sha256: "INFECTED"}).made == {"papers": []}
    noted = Entry.objects.filter(deed="FILE_INFECTED").order_by("stream")
    assert [(one.stream, one.person_id) for one in noted] == [
        (f"letter:{letter.pk}", None),
        (f"nomination:{line}", None),
    ]
    assert all(sick.sha256 in one.payload for one in noted)
    sound()


def test_a_verdict_is_never_overwritten_by_another(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    one = letter.attachments.earliest("pk")
    note_verdicts({one.sha256: "INFECTED"})
    note_verdicts({one.sha256: "CLEAN"})
    one.refresh_from_db()
    assert one.scan == "INFECTED"


@pytest.mark.usefixtures("no_scanner")
def test_with_a_scanner_that_is_down_the_files_go_on_waiting(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    assert run().endswith("clean: 0, infected: 0")
    assert scans(letter).keys() == {"UNSCANNED"}


def test_a_silent_scanner_is_given_up_at_once(cast: Cast, tmp_path: Path, settings: Any) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    more = [Paper("OTHER", "A", paper("a", str(number)), letter=letter.pk) for number in range(9)]
    attach_papers(more, **walk.officer)
    with clamd(tmp_path, lambda _content: b"", pong=b"") as (place, asked):
        settings.CLAMAV = place
        run()
    assert len(asked) == 1


def test_files_that_the_scanner_cannot_scan_hold_up_no_other(cast: Cast, tmp_path: Path, settings: Any) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    strange = [store_file(BytesIO(pdf(f"strange {number}")), "a.pdf") for number in range(5)]
    more = [paper("a", str(number)) for number in range(5)]
    attach_papers([Paper("OTHER", "A", one, letter=letter.pk) for one in (*strange, *more)], **walk.officer)
    with clamd(tmp_path, lambda content: b"ERROR\0" if b"strange" in content else honest(content)) as (place, _asked):
        settings.CLAMAV = place
        assert run().startswith("unscanned: 5,")
    waiting = Attachment.objects.filter(scan="UNSCANNED").values_list("sha256", flat=True)
    assert set(waiting) == {one.sha256 for one in strange}


def test_a_file_that_is_gone_from_the_store_is_never_called_clean(cast: Cast, scanner: list[bytes]) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    gone = store_file(BytesIO(pdf("gone")), "a.pdf", scans=False)
    attach_papers([Paper("OTHER", "A", gone, letter=letter.pk)], **walk.officer)
    default_storage.delete(place_of(gone.sha256))
    scanner.clear()
    assert run().startswith("unscanned: 1,")
    assert pdf("gone") not in scanner


def test_sixty_verdicts_take_as_many_statements_as_two(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    files = [paper("a", f"file {number}") for number in range(62)]
    attach_papers([Paper("OTHER", "A", one, letter=letter.pk) for one in files], **walk.officer)
    counts = []
    for some in (files[:2], files[2:]):
        with CaptureQueriesContext(connection) as statements:
            note_verdicts({one.sha256: "INFECTED" for one in some})
        counts.append(len(statements))
    assert counts[0] == counts[1]


# The file of a unit's plan.


def _plan_for(cast: Cast, content: bytes) -> Any:
    """The answer to a unit's officer who records a plan with this file."""
    typed = {"campaign": Campaign.objects.get(code="CT34").pk, "number": "1/KH", "title": "Kế hoạch (minh họa)"}
    file = SimpleUploadedFile("ke-hoach.pdf", content, "application/pdf")
    day = f"{timezone.localdate():%d/%m/%Y}"
    return sent(signed_in(cast, "nnmt-officer"), "/plans/new/", **typed, issued_on=day, file=file)


@pytest.mark.usefixtures("scanner")
def test_a_plan_bears_the_verdict_of_its_file_into_every_line_that_draws_on_it(cast: Cast) -> None:
    assert _plan_for(cast, pdf("ke hoach")).status_code == 302
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    CriterionAnswer.objects.filter(nomination=line, criterion__answered_by_plan=True).delete()
    assert run().startswith("unscanned: 0")
    assert send_letter(letter, **walk.officer).is_whole
    assert Attachment.objects.get(nomination=line, title__startswith="1/KH").scan == "CLEAN"


@pytest.mark.usefixtures("no_scanner")
def test_no_plan_is_recorded_on_a_file_that_a_set_scanner_has_not_seen(cast: Cast) -> None:
    answer = _plan_for(cast, pdf("ke hoach"))
    assert answer.status_code == 422
    assert "The virus scanner does not answer" in text_of(answer)
    assert answer.context["form"]["number"].value() == "1/KH"
    assert not UnitPlan.objects.exists()


def test_a_plan_from_before_the_scanner_is_scanned_and_answers_nothing_when_it_is_infected(
    cast: Cast, tmp_path: Path, settings: Any
) -> None:
    assert _plan_for(cast, SICK).status_code == 302
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    CriterionAnswer.objects.filter(nomination=line, criterion__answered_by_plan=True).delete()
    with clamd(tmp_path) as (place, _asked):
        settings.CLAMAV = place
        assert "infected: 1" in run()
        assert UnitPlan.objects.get().scan == "INFECTED"
        assert rules_of(send_letter(letter, **walk.officer)) == {line: ["criteria"]}
        assert signed_in(cast, "nnmt-officer").get(f"/plans/{UnitPlan.objects.get().pk}/file/").status_code == 403
