"""(e) A list of 10,000 nominees: read, judged row by row, shown by its page, against the reading of the file alone."""

import re
from functools import partial
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.bench.measures import Measures, medians, statements, timed
from tests.bench.pages import signed_in
from tests.bench.world import World
from tests.dossiers.lists_given import TYPE, row, workbook
from workflow.database import rows
from workflow.database.texts import folded
from workflow.directory.models import HOME, Person
from workflow.directory.posts import posts_of
from workflow.directory.vietnamese import person_key
from workflow.dossiers.drafting import route_today
from workflow.dossiers.models import Letter
from workflow.dossiers.nominee_rows import check_list
from workflow.pages.keeping import mark_of
from workflow.procedure.roles import Role
from workflow.workbooks.reading import read_workbook

if TYPE_CHECKING:
    from collections.abc import Callable

ALONE, DRY, PAGE = "list, calamine alone", "list, dry run", "list, sent to its page and looked at"
_STATUS: Final = Path("/proc/self/status")


def lists(world: World, found: Measures) -> None:
    """The same file each time; every row of it can go on the letter, and is asserted to."""
    many = found.sizes.listed
    letter = world.walk.drafted(1)[0]
    content = workbook(*(row(name) for name in _people(many)))
    deeds: dict[str, Callable[[], Any]] = {
        ALONE: partial(_alone, content),
        DRY: partial(_dry, letter, content, many),
        PAGE: partial(_page, world, letter, content, many),
    }
    times: dict[str, list[float]] = {name: [] for name in deeds}
    found.kib["before the first list"] = _resident()
    for _round in range(found.sizes.lists + 1):
        for name, deed in deeds.items():
            times[name].append(timed(deed))
    found.kib["after the last list"] = _resident()
    found.kib["the file"] = len(content) // 1024
    medians(times, found)
    found.statements[DRY], _sent = statements(deeds[DRY])


def _people(many: int) -> list[str]:
    """So many people whom nobody else is called like."""
    names = [f"Nguyễn Văn Bền {number} (minh họa)" for number in range(many)]
    keys = [(folded(name), person_key(name)) for name in names]
    given = [(f"bench-{number}", name, *keys[number], "", HOME, False) for number, name in enumerate(names)]
    columns = ("code", "full_name", "folded_name", "name_key", "sex", "nationality", "is_demo")
    rows.insert_rows(Person, columns, given)
    return names


def _alone(content: bytes) -> None:
    with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def _dry(letter: Letter, content: bytes, many: int) -> None:
    """What is done between the file and its verdict; the rows are kept nowhere."""
    today = letter.case.created.date()
    found = check_list(read_workbook(BytesIO(content)), letter, route_today(letter, today).rules, today, ())
    if len(found.good) != many:
        raise AssertionError([row.problems for row in found.bad[:3]])


def _page(world: World, letter: Letter, content: bytes, many: int) -> None:
    """The list is sent, kept, judged and shown."""
    user = world.walk.officer["actor"]
    client = signed_in(user)
    post = next(one for one in posts_of(user, world.today) if one.role is Role.UNIT_OFFICER)
    given = {"operation": uuid4().hex, "owner": mark_of(user), "under": post.key}
    path = reverse("letter_list", args=[letter.pk])
    sent = client.post(path, {**given, "file": SimpleUploadedFile("list.xlsx", content, TYPE)})
    if sent.status_code != HTTPStatus.FOUND:
        raise AssertionError(sent.status_code)
    if f" {many} " not in client.get(path).content.decode():
        raise AssertionError(path)


def _resident() -> int:
    """What this process holds in memory, in KiB; 0 where the system does not say."""
    if not _STATUS.exists():
        return 0
    said = re.search(r"VmRSS:\s+(\d+) kB", _STATUS.read_text("ascii"))
    return int(said[1]) if said else 0
