"""What buckets cost: by hand, by what must hold for any, and as the adapters keep them."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from polycloud.abstractions.object_store import BucketSpec, MonthlyReads, StorageUse
from polycloud.adapters.aws.lifecycle import cool_class
from polycloud.catalog.prices import TIERS, StorageClass, StoragePrices, storage_prices
from polycloud.platform.estimates import monthly_average, storage_class, storage_estimate

TB = 2**10
NOT_READ = MonthlyReads(0, 0, 0)
CLOUDS = {"aws": "us-west-2", "gcp": "us-central1", "azure": "eastus2"}
ALL = [storage_prices(f"polycloud.catalog.{cloud}", region) for cloud, region in CLOUDS.items()]

MADE_UP = StoragePrices(
    date(2026, 1, 31),
    ("https://prices.example",),
    ("here",),
    True,
    {
        "hot": (StorageClass("H", ((100, 1.0), (float("inf"), 0.5))),),
        "cool": (
            StorageClass(
                "C", ((float("inf"), 0.1),), read_gb=2.0, move_thousand=3.0, minimum_days=73
            ),
        ),
        "archive": (StorageClass("A", ((float("inf"), 0.01),), minimum_days=365),),
    },
)


def specs(spec: tuple[int | None, int | None, int | None]) -> BucketSpec:
    cool, archive, delete = spec
    return BucketSpec(cool_after_days=cool, archive_after_days=archive, delete_after_days=delete)


DAYS = st.none() | st.integers(1, 800)
SPECS = st.tuples(DAYS, DAYS, DAYS).map(specs).filter(lambda spec: not [*spec.obstacles()])
USES = st.builds(
    StorageUse,
    storage_gb=st.integers(0, 50 * TB),
    monthly_growth_gb=st.integers(0, 5 * TB),
    monthly_reads=st.just(NOT_READ),
)


def test_what_stays_hot_costs_its_steps_of_volume() -> None:
    months = storage_estimate(BucketSpec(), StorageUse(150, monthly_reads=NOT_READ), MADE_UP, 3)

    assert [month.number for month in months] == [1, 2, 3]
    # 100 GB at 1.0 and 50 GB at 0.5.
    assert [month.total for month in months] == [125, 125, 125]


def test_objects_that_cool_are_paid_where_they_are_and_for_the_way() -> None:
    use = StorageUse(100, monthly_reads=MonthlyReads(1, 0.5), object_size_mb=10.24)

    first, second, third = storage_estimate(BucketSpec(cool_after_days=30), use, MADE_UP, 3)

    hot, cool = first.tiers  # of a month of 30 days
    assert (hot.gb, hot.storage, hot.reads) == (100, 100, 0)
    assert (cool.gb, cool.total) == (0, 0)
    hot, cool = second.tiers
    assert (hot.gb, hot.total) == (0, 0)
    # 100 GB at 0.1, half of it read at 2.0 a GB, and 10,000 objects at 3.0 a thousand.
    assert (cool.storage, cool.reads, cool.moves, cool.early) == pytest.approx((10, 100, 30, 0))
    assert third.tiers[1].moves == 0


def test_what_is_deleted_before_its_minimum_is_paid_for_all_the_same() -> None:
    """40 of 73 days in the class: 33 days more are due when the objects go."""
    spec = BucketSpec(cool_after_days=10, delete_after_days=50)

    months = storage_estimate(spec, StorageUse(100, monthly_reads=NOT_READ), MADE_UP, 3)

    early = [month.tiers[1].early for month in months]
    assert early == pytest.approx([0, 100 * 0.1 * 33 / (365 / 12), 0])
    assert months[2].total == 0


def test_a_minimum_that_counts_from_creation_concerns_deletion_alone() -> None:
    cool = attrs.evolve(MADE_UP.tiers["cool"][0], minimum_from="creation")
    prices = attrs.evolve(MADE_UP, tiers={**MADE_UP.tiers, "cool": (cool,)})
    use = StorageUse(100, monthly_reads=NOT_READ)

    moved = storage_estimate(BucketSpec(cool_after_days=10, archive_after_days=20), use, prices)
    gone = storage_estimate(BucketSpec(cool_after_days=10, delete_after_days=50), use, prices)

    assert sum(month.tiers[1].early for month in moved) == 0
    assert sum(month.tiers[1].early for month in gone) == pytest.approx(100 * 0.1 * 23 / (365 / 12))


def test_growth_comes_day_by_day() -> None:
    first, second = storage_estimate(BucketSpec(), StorageUse(0, 31, NOT_READ), MADE_UP, 2)

    assert first.tiers[0].gb == pytest.approx(31 / 2, rel=0.05)
    assert second.tiers[0].gb == pytest.approx(31 * 1.5, rel=0.05)


def test_a_terabyte_on_each_cloud_costs_its_list_price() -> None:
    use = StorageUse(TB, monthly_reads=NOT_READ)
    spec = BucketSpec(archive_after_days=3650)  # no three zones on Azure, and never so old

    costs = [storage_estimate(spec, use, prices, 1)[0].total for prices in ALL]

    assert costs == pytest.approx([1024 * 0.023, 1024 * 0.020, 1024 * 0.0184])


@given(SPECS, USES, st.sampled_from(ALL), st.integers(1, 40))
def test_nothing_is_lost_or_counted_twice(
    spec: BucketSpec, use: StorageUse, prices: StoragePrices, months: int
) -> None:
    """What the tiers hold together is what came and was not deleted."""
    assume(spec.delete_after_days is None)
    last = storage_estimate(spec, use, prices, months)[-1]
    came = use.storage_gb + use.monthly_growth_gb * (months - 0.5)

    held = sum(tier.gb for tier in last.tiers)
    assert held == pytest.approx(came, rel=0.06, abs=use.monthly_growth_gb)


@given(SPECS, USES, st.sampled_from(ALL), st.integers(1, 24), st.integers(1, 12))
def test_a_longer_look_tells_the_same_of_the_months_before(
    spec: BucketSpec, use: StorageUse, prices: StoragePrices, months: int, more: int
) -> None:
    longer = storage_estimate(spec, use, prices, months + more)

    assert storage_estimate(spec, use, prices, months) == longer[:months]
    assert all(
        cost >= 0
        for month in longer
        for tier in month.tiers
        for cost in (tier.gb, tier.storage, tier.reads, tier.moves, tier.early)
    )


@given(SPECS, USES, st.sampled_from(ALL))
def test_keeping_is_never_dearer_in_a_colder_tier(
    spec: BucketSpec, use: StorageUse, prices: StoragePrices
) -> None:
    """As to storage alone: reading, moving and leaving early can make it dearer."""
    hot = attrs.evolve(spec, cool_after_days=None, archive_after_days=None)
    # Azure keeps what is never archived in three zones, which costs more by itself.
    assume(spec.archive_after_days is not None or spec.cool_after_days is None)

    tiered = storage_estimate(spec, use, prices, 24)
    plain = storage_estimate(hot, use, prices, 24)

    kept = [sum(tier.storage for tier in month.tiers) for month in tiered]
    # Steps of volume make the last GB of a large hot tier cheaper.
    assert all(a <= b.total * 1.0001 for a, b in zip(kept, plain, strict=True))


@given(SPECS)
def test_buckets_on_aws_cool_to_the_class_that_their_rules_name(spec: BucketSpec) -> None:
    assume(spec.cool_after_days is not None)

    assert storage_class(spec, "cool", ALL[0]).name == cool_class(spec)


@given(SPECS)
def test_buckets_on_azure_are_as_redundant_as_the_adapter_makes_them(spec: BucketSpec) -> None:
    from polycloud.adapters.azure.settings import AzureSettings
    from polycloud.adapters.azure.support import redundancy

    kept = redundancy(spec, AzureSettings(region="eastus"))

    assert storage_class(spec, "hot", ALL[2]).name.split()[1] == kept.removeprefix("Standard_")


@pytest.mark.parametrize("cloud", CLOUDS)
def test_prices_elsewhere_are_said_not_to_be_exact(cloud: str) -> None:
    package = f"polycloud.catalog.{cloud}"

    assert storage_prices(package, CLOUDS[cloud]).exact
    assert not storage_prices(package, "mars-1").exact


@pytest.mark.parametrize("prices", ALL, ids=CLOUDS)
def test_colder_classes_are_cheaper_to_keep_and_dearer_to_read(prices: StoragePrices) -> None:
    hot, cool, archive = (prices.tiers[tier][-1] for tier in TIERS)

    assert hot.gb_month(1) > cool.gb_month(1) > archive.gb_month(1) > 0
    assert hot.read_gb == hot.minimum_days == 0
    assert cool.minimum_days <= archive.minimum_days
    assert all(kind.archived is None for kind in (hot, cool, archive))


@given(SPECS, USES, st.sampled_from(ALL), st.integers(1, 24))
def test_an_average_month_costs_its_share_of_all_months(
    spec: BucketSpec, use: StorageUse, prices: StoragePrices, months: int
) -> None:
    estimate = storage_estimate(spec, use, prices, months)

    average = monthly_average(estimate)

    whole = sum(month.total for month in estimate)
    assert sum(tier.total for tier in average) * months == pytest.approx(whole)
    assert [tier.tier for tier in average] == [tier.tier for tier in estimate[0].tiers]


def test_no_month_is_no_estimate() -> None:
    with pytest.raises(ValueError, match="0 months"):
        storage_estimate(BucketSpec(), StorageUse(1), MADE_UP, 0)
