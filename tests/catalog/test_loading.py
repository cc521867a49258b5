"""A cloud made elsewhere ships its own files; loading them costs little."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from polycloud.catalog import Catalog, CatalogError
from polycloud.catalog.link_prices import link_prices
from polycloud.catalog.prices import storage_prices

REGIONS = """
as_of: 2026-11-01
source: https://example.com/regions
zone_names: "{region}-{zone}"
regions:
  moon: {title: The Moon, zones: a b, at: [10.0, 20.0]}
"""

PRICES = """
as_of: 2026-11-01
source: https://example.com/prices
prices:
  currency: USD
  storage:
    regions: moon
    tiers:
      hot: [{class: H, steps: [[10, 2.0], [null, 1.0]]}]
      cool: [{class: C, steps: [[null, 0.5]]}]
      archive: [{class: A, steps: [[null, 0.1]]}]
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """An importable package without files, of a name that no other test uses."""
    name = f"elsewhere_{abs(hash(request.node.name))}"
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))  # pyright: ignore[reportUnknownMemberType]
    return name


def write(tmp_path: Path, package: str, file: str, text: str) -> Catalog:
    (tmp_path / package / file).write_text(text)
    return Catalog(package)


def test_another_cloud_brings_its_own_files(tmp_path: Path, package: str) -> None:
    catalog = write(tmp_path, package, "regions.yaml", REGIONS)
    assert catalog.regions["moon"].zones == ("moon-a", "moon-b")
    assert catalog.region_of("moon-b") == catalog.regions["moon"]
    assert catalog.as_of("regions") == date(2026, 11, 1)
    assert catalog.sources("regions") == ("https://example.com/regions",)


def test_a_missing_file_is_named_only_when_it_is_needed(tmp_path: Path, package: str) -> None:
    catalog = write(tmp_path, package, "regions.yaml", REGIONS)
    assert catalog.regions
    with pytest.raises(CatalogError, match=rf"{package}/names.yaml: there is no such file"):
        _ = catalog.names


def test_a_missing_package_is_named() -> None:
    with pytest.raises(CatalogError, match=r"nowhere_at_all/regions\.yaml"):
        _ = Catalog("nowhere_at_all").regions


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("source: x\nregions: {}\nzone_names: ''", "as_of"),
        ("as_of: 2026-11-01\nregions: {}\nzone_names: ''", "source"),
        ("as_of: 2026-11-01\nsource: x\nregionz: {}", "group 'regions'"),
        ("- a\n- b", "not a mapping"),
        ("as_of: [2026", "regions.yaml"),
        (REGIONS.replace("title:", "tittle:"), "regions.moon.*tittle"),
        (REGIONS.replace(", at: [10.0, 20.0]", ""), "regions.moon.*at"),
        (REGIONS.replace("zone_names", "zone_form"), "zone_names"),
    ],
)
def test_a_malformed_file_says_where(tmp_path: Path, package: str, text: str, word: str) -> None:
    catalog = write(tmp_path, package, "regions.yaml", text)
    with pytest.raises(CatalogError, match=word):
        _ = catalog.regions


def test_prices_say_when_and_from_where_they_are(tmp_path: Path, package: str) -> None:
    write(tmp_path, package, "prices.yaml", PRICES)
    prices = storage_prices(package, "moon")
    assert (prices.as_of, prices.sources) == (date(2026, 11, 1), ("https://example.com/prices",))
    assert prices.tiers["hot"][0].gb_month(11) == 21
    assert prices.exact
    assert not storage_prices(package, "mars").exact


@pytest.mark.parametrize(
    ("right", "wrong", "word"),
    [
        ("USD", "EUR", "prices in EUR, not in USD"),
        ("[null, 1.0]", "[20, 1.0]", "last step has an end"),
        ("cool:", "cold:", "cool"),
        ("[[null, 0.1]]", "[]", "last step has an end"),
        ("class: C", "class: C, gb: 1", "gb"),
    ],
)
def test_prices_that_could_mislead_are_refused(
    tmp_path: Path, package: str, right: str, wrong: str, word: str
) -> None:
    write(tmp_path, package, "prices.yaml", PRICES.replace(right, wrong))
    with pytest.raises(CatalogError, match=word):
        storage_prices(package, "moon")


def test_the_facts_cannot_be_changed() -> None:
    regions = Catalog("polycloud.catalog.aws").regions
    with pytest.raises(TypeError):
        regions["us-east-1"] = regions["us-east-2"]  # type: ignore[index]


def test_reading_everything_imports_no_sdk_and_takes_a_moment() -> None:
    """The bound leaves room for a slow machine; a Python loader would take many times it."""
    program = """
import sys, time
from polycloud.catalog import Catalog
start = time.process_time()
for cloud in ("aws", "gcp", "azure"):
    catalog = Catalog(f"polycloud.catalog.{cloud}")
    for kind in ("regions", "machines", "accelerators", "kubernetes_versions", "names", "limits"):
        getattr(catalog, kind)
print(time.process_time() - start)
print(*sorted(name for name in sys.modules if name.startswith("pulumi")))
"""
    output = subprocess.check_output([sys.executable, "-c", program], text=True)
    seconds, sdks = output.splitlines()
    assert sdks == ""
    assert float(seconds) < 0.2


LINK_PRICES = """
as_of: 2026-11-01
source: https://example.com/prices
prices:
  currency: USD
  links:
    regions: moon
    parts:
      gateway: {hour: 1.0, many: 1}
      tunnels: {hour: 0.1}
"""


def test_a_link_costs_what_its_parts_cost_in_a_month(tmp_path: Path, package: str) -> None:
    write(tmp_path, package, "prices.yaml", LINK_PRICES)
    prices = link_prices(package, "moon")
    assert prices.exact
    assert prices.month(2) == pytest.approx(730 * 1.2)
    assert prices.month(4) == pytest.approx(730 * 1.4)
    assert not link_prices(package, "mars").exact


@pytest.mark.parametrize("cut", ["links:", "parts:", "hour:", "currency:"])
def test_prices_of_links_that_lack_something_are_named(
    tmp_path: Path, package: str, cut: str
) -> None:
    write(tmp_path, package, "prices.yaml", LINK_PRICES.replace(cut, f"no_{cut}"))
    with pytest.raises(CatalogError, match=rf"{package}/prices.yaml"):
        link_prices(package, "moon")
