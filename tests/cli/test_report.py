"""What is shown of an operation: tree, counts, time, failures; for people and for machines."""

from __future__ import annotations

import io
import json
from typing import Any
from xml.etree import ElementTree

import attrs
import pytest
from rich.console import Console

from polycloud.graph import SECRET, UNKNOWN, Resource, ResourceGraph
from polycloud.graph.resource import Options
from polycloud.graph.timeline import Timeline, timeline
from polycloud_testing.cli.report import Report, show, to_json
from polycloud_testing.cli.timeline_page import duration_text, timeline_page
from polycloud_testing.cli.tree import counts, placed_resources, resource_tree

HOSTILE = "<script>alert('&')</script>[bold]"


def _resource(name: str, type_: str = "aws:s3/bucket:Bucket", **more: Any) -> Resource:
    return Resource(urn=f"urn:{name}:{type_}", type=type_, name=name, **more)


@pytest.fixture
def graph() -> ResourceGraph:
    """Stack ← platform ← a store on one cloud and a pool on another; a password beside them."""
    stack = _resource("ml-dev", "pulumi:pulumi:Stack", custom=False)
    root = _resource("ml", "polycloud:platform:Platform", custom=False, parent=stack.urn)
    west = _resource("west", "pulumi:providers:aws", parent=root.urn)
    store = _resource("data", "polycloud:aws:ObjectStore", custom=False, parent=root.urn)
    models = _resource("models", parent=store.urn, id="b-1", options=Options(protect=True))
    policy = _resource(
        "models", "aws:s3/bucketPolicy:BucketPolicy", parent=store.urn, dependencies=(models.urn,)
    )
    pool = _resource("training", "polycloud:gcp:AcceleratorPool", custom=False, parent=root.urn)
    machine = _resource("training-0", "gcp:tpu/v2Vm:V2Vm", parent=pool.urn)
    key = _resource("key", "random:index/randomPassword:RandomPassword", parent=root.urn)
    return ResourceGraph(
        [stack, root, west, store, models, policy, pool, machine, key],
        outputs={"bucket": "b-1", "kubeconfig": SECRET, "addresses": {"training-0": UNKNOWN}},
        project="ml",
        stack="dev",
    )


@pytest.fixture
def report(graph: ResourceGraph) -> Report:
    by_kind = {item.type.rsplit(":", 1)[1]: item.urn for item in graph}
    intervals = {
        by_kind["Bucket"]: (0.0, 4.0),
        by_kind["BucketPolicy"]: (4.0, 5.0),
        by_kind["V2Vm"]: (0.0, 180.0),
        by_kind["RandomPassword"]: (0.0, 0.0),
    }
    return Report("up", graph, {"create": 9}, timeline(graph, intervals))


def _shown(report: Report, width: int = 160) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    show(console, report)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def _printed(graph: ResourceGraph) -> list[str]:
    console = Console(file=io.StringIO(), width=160)
    console.print(resource_tree(graph, "ml/dev"))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_the_tree_has_components_under_their_cloud_and_resources_under_those(
    graph: ResourceGraph,
) -> None:
    lines = [line.lstrip("│├└─ ").rstrip() for line in _printed(graph)]

    assert lines == [
        "ml/dev",
        "aws 2 resources",
        "ObjectStore data",
        "aws.s3.Bucket models protected",
        "aws.s3.BucketPolicy models",
        "gcp 1 resource",
        "AcceleratorPool training",
        "gcp.tpu.V2Vm training-0",
        "shared 2 resources",
        "pulumi.providers.aws west",
        "random.RandomPassword key",
    ]


def test_what_is_written_in_a_name_is_shown_and_not_obeyed() -> None:
    graph = ResourceGraph([_resource(HOSTILE)], project="ml", stack="dev")

    assert any(HOSTILE in line for line in _printed(graph))


def test_components_providers_and_the_stack_do_not_count_as_cloud_resources(
    graph: ResourceGraph,
) -> None:
    assert counts(graph) == {"aws": 2, "gcp": 1, "random": 1}


def test_each_resource_is_placed_on_the_cloud_of_the_component_that_holds_it(
    graph: ResourceGraph,
) -> None:
    placed = {(item["type"], item["name"]): item for item in placed_resources(graph)}

    models = placed["aws:s3/bucket:Bucket", "models"]
    assert (models["cloud"], models["component"], models["protect"]) == ("aws", "data", True)
    assert models["id"] == "b-1"
    assert placed["gcp:tpu/v2Vm:V2Vm", "training-0"]["cloud"] == "gcp"
    assert placed["random:index/randomPassword:RandomPassword", "key"]["cloud"] is None


def test_a_report_says_what_was_made_what_it_gives_and_how_long_it_takes(report: Report) -> None:
    text = _shown(report)

    assert "9 made" in text
    assert "4 cloud resources: aws 2, gcp 1, random 1" in text
    assert "bucket: b-1" in text
    assert f"kubeconfig: {SECRET}" in text
    assert "[unknown]" in text
    assert "simulated: 3m 00s; perfectly parallel: 3m 00s" in text
    assert "training-0 gcp.V2Vm" in text


def test_a_preview_says_what_would_be_done(report: Report) -> None:
    text = _shown(attrs.evolve(report, operation="preview", changes={"create": 3, "same": 0}))

    assert "3 to create" in text
    assert "same" not in text


def test_an_operation_without_changes_says_so(report: Report) -> None:
    assert "nothing to do" in _shown(attrs.evolve(report, changes={}))


def test_failures_and_what_they_kept_from_being_made_are_named(report: Report) -> None:
    text = _shown(
        attrs.evolve(
            report, failures=(f"aws:s3/bucket:Bucket {HOSTILE}",), skipped=("urn:x",), notes=("n",)
        )
    )

    assert f"failed aws:s3/bucket:Bucket {HOSTILE}" in text
    assert "skipped urn:x" in text
    assert "note n" in text


def test_a_destroy_names_the_protected_that_stay(report: Report, graph: ResourceGraph) -> None:
    left = ResourceGraph([graph.by_type("aws:s3/bucket:Bucket")[0]])
    destroyed = attrs.evolve(report, operation="destroy", changes={"delete": 3}, graph=left)

    text = _shown(destroyed)
    assert "3 removed" in text
    stays = next(line for line in text.splitlines() if line.startswith("1 cloud resource"))
    assert "protected" in stays
    assert stays.endswith(": models")
    assert "Nothing is left." in _shown(attrs.evolve(destroyed, graph=ResourceGraph()))


def test_lines_with_names_and_values_are_not_broken(report: Report) -> None:
    failure = "a long reason " * 20

    lines = _shown(attrs.evolve(report, failures=(failure,)), width=40).splitlines()

    assert any(failure.strip() in line for line in lines)


def test_the_json_report_holds_all_of_it(report: Report) -> None:
    document = json.loads(to_json(report))

    assert document["ok"] is True
    assert document["simulated"] is True
    assert document["changes"] == {"create": 9}
    assert document["counts"] == {"aws": 2, "gcp": 1, "random": 1}
    assert document["outputs"]["addresses"] == {"training-0": "[unknown]"}
    assert document["outputs"]["kubeconfig"] == SECRET
    assert document["simulated_seconds"] == document["parallel_seconds"] == 180
    assert [step["seconds"] for step in document["critical_path"]] == [180]
    assert {item["name"] for item in document["resources"]} >= {"models", "training-0"}


@pytest.mark.parametrize("wrong", [{"failures": ("x",)}, {"cancelled": True}])
def test_a_report_of_a_failed_or_interrupted_operation_is_not_ok(
    report: Report, wrong: dict[str, Any]
) -> None:
    assert json.loads(to_json(attrs.evolve(report, **wrong)))["ok"] is False


def _page(found: Timeline, title: str = "up of ml/dev") -> ElementTree.Element:
    """The page, parsed strictly: every tag closed, every value quoted, all text escaped."""
    page = timeline_page(found, title)
    assert page.startswith("<!DOCTYPE html>")
    return ElementTree.fromstring(page)  # noqa: S314 - our own page


def _classes(page: ElementTree.Element, tag: str) -> list[str]:
    return [element.get("class", "") for element in page.iter(tag)]


def test_the_page_has_a_bar_for_all_that_takes_time_and_marks_the_critical_path(
    report: Report,
) -> None:
    page = _page(report.timeline)

    assert _classes(page, "li") == ["axis", "free", "critical", "free"]
    rows = ["".join(row.itertext()).split() for row in page.iter("li")][1:]
    assert rows == [
        ["models", "Bucket", "4s"],
        ["training-0", "V2Vm", "3m", "00s"],
        ["models", "BucketPolicy", "1s"],
    ]
    cells = ["".join(cell.itertext()) for cell in page.iter("td")]
    assert cells == ["training-0", "gcp:tpu/v2Vm:V2Vm", "3m 00s", "3m 00s"]


def test_bars_lie_within_the_page_and_start_where_their_resource_does(report: Report) -> None:
    styles = [
        dict(part.split(":") for part in bar.get("style", "").split(";"))
        for bar in _page(report.timeline).iter("span")
        if bar.get("class") == "bar"
    ]

    spans = [(float(s["left"][:-1]), float(s["width"][:-1])) for s in styles]
    assert spans == [
        (0, pytest.approx(400 / 180, abs=0.01)),
        (0, 100),
        (pytest.approx(400 / 180, abs=0.01), pytest.approx(100 / 180, abs=0.01)),
    ]


def test_a_page_of_hostile_names_is_well_formed_and_shows_them() -> None:
    graph = ResourceGraph([_resource(HOSTILE)])

    page = _page(timeline(graph, {f"urn:{HOSTILE}:aws:s3/bucket:Bucket": (0, 5)}), HOSTILE)

    assert not list(page.iter("script"))
    assert page.findtext("body/h1") == page.findtext("head/title") == HOSTILE
    assert any(HOSTILE in "".join(row.itertext()) for row in page.iter("li"))
    assert any(HOSTILE in (name.get("title") or "") for name in page.iter("span"))


def test_a_page_loads_nothing_from_elsewhere(report: Report) -> None:
    page = timeline_page(report.timeline, "up")

    assert "://" not in page
    assert "url(" not in page
    assert not list(ElementTree.fromstring(page).iter("link"))  # noqa: S314 - our own page


def test_a_page_of_nothing_says_so() -> None:
    page = _page(Timeline((), ()))

    assert "Nothing took any time." in "".join(page.itertext())
    assert not list(page.iter("li"))


@pytest.mark.parametrize("seconds", [0.5, 3, 59, 240, 3000, 90_000])
def test_an_axis_has_a_readable_number_of_marks(seconds: float) -> None:
    graph = ResourceGraph([_resource("a")])

    page = _page(timeline(graph, {"urn:a:aws:s3/bucket:Bucket": (0, seconds)}))

    axis = next(row for row in page.iter("li") if row.get("class") == "axis")
    marks = [mark for mark in axis.iter("span") if mark.get("class") == "took"]
    assert 1 <= len(marks) <= 11
    assert marks[0].text == "0s"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (0.4, "<1s"), (59.4, "59s"), (59.6, "1m 00s"), (754, "12m 34s"), (5400, "1h 30m")],
)
def test_durations_read_well(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text
