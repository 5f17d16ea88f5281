"""The page of those who watch clusters or supervise: their own clusters alone, and nothing to do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.administration.given import browser
from tests.directory.given import administrator, day
from tests.directory.test_granting import DOCUMENT
from tests.support.walk import R1, R4, Walk
from workflow.directory.clusters import EmulationCluster
from workflow.directory.commands import grant_view
from workflow.directory.models import NominationGrant
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast

PAGE = "/oversight/"


@pytest.mark.parametrize("name", ["administrator", "nnmt-officer", "tdkt-head", "inspector", "chairman-office"])
def test_whoever_neither_watches_nor_supervises_finds_nothing(cast: Cast, name: str) -> None:
    if name == "chairman-office":
        name = "ubnd-office"
    assert browser(cast, name).get(PAGE).status_code == 404


def test_seed_43_a_member_reads_the_own_clusters_and_no_others(cast: Cast) -> None:
    Walk(cast, R1).at_office(2)
    Walk(cast, R4).at_office(1, first=5)
    shown = browser(cast, "council-12").get(PAGE)
    assert [one.cluster.code for one in shown.context["clusters"]] == ["demo-cum-1", "demo-khoi-1"]
    counts = {
        one.cluster.code: sum(many for c in one.counts for _s, many in c.states) for one in shown.context["clusters"]
    }
    assert counts == {"demo-cum-1": 1, "demo-khoi-1": 2}
    assert len(shown.context["page"].rows) == 3
    other = browser(cast, "council-13").get(PAGE)
    assert [one.cluster.code for one in other.context["clusters"]] == ["demo-khoi-2"]
    assert other.context["page"].rows == []


def test_another_cluster_is_not_asked_for_by_its_number(cast: Cast) -> None:
    Walk(cast, R1).at_office(1)
    cluster = EmulationCluster.objects.get(code="demo-khoi-1")
    assert len(browser(cast, "council-12").get(PAGE, {"cluster": cluster.pk}).context["page"].rows) == 1
    assert browser(cast, "council-13").get(PAGE, {"cluster": cluster.pk}).context["page"].rows == []
    assert len(browser(cast, "council-12").get(PAGE, {"cluster": "x"}).context["page"].rows) == 1


def test_seed_44_oversight_reads_clusters_and_grants_and_can_do_nothing(cast: Cast) -> None:
    _letter, sent = Walk(cast, R1).at_office(1)
    _other, (granted,) = Walk(cast, R4).at_office(1, first=5)
    by = administrator(cast)
    to = cast.user("mttq-oversight")
    grant_view(NominationGrant, granted, to, by["by"], capacity=by["capacity"], document=DOCUMENT, from_day=day(0))
    answer = browser(cast, "mttq-oversight").get(PAGE)
    assert [line.pk for line in answer.context["page"].rows] == [granted, *sent]
    content = answer.content.decode()
    assert Nomination.objects.get(pk=granted).nominee_name in content
    assert "/acts/" not in content
    assert browser(cast, "mttq-oversight").get(f"/dossiers/{granted}/").status_code == 200


def test_a_draft_is_nobody_elses(cast: Cast) -> None:
    Walk(cast, R1).drafted(1)
    assert browser(cast, "council-12").get(PAGE).context["page"].rows == []


def test_a_page_asks_as_much_for_many_lines_as_for_few(cast: Cast) -> None:
    client, counts = browser(cast, "council-12"), []
    for first, many in ((1, 2), (10, 40)):
        Walk(cast, R1).at_office(many, first=first)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1]
