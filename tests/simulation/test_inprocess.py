"""Running programs in process: what a user of `pulumi up` relies on, without a CLI."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_gcp as gcp
import pulumi_kubernetes as k8s
import pulumi_random as random
import pytest

from polycloud.graph import SECRET, UNKNOWN
from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.faults import Faults, parse_fault
from polycloud_testing.simulation.inprocess import Event, Run, RunError, run

EXPLICIT = {"pulumi:disable-default-providers": '["*"]'}
CANARY = "canary-9f86d081884c"


def simulate(program: Callable[[], Any], **more: Any) -> Run:
    return run(program, project="project", stack="dev", **more)


def west() -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(provider=aws.Provider("west", region="us-west-2"))


class Store(pulumi.ComponentResource):
    """A bucket with its settings, as an adapter makes it."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("test:index:Store", name, None, opts)
        self.bucket = aws.s3.Bucket(f"{name}-bucket", opts=pulumi.ResourceOptions(parent=self))
        aws.s3.BucketVersioning(
            f"{name}-versioning",
            bucket=self.bucket.id,
            versioning_configuration={"status": "Enabled"},
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"name": self.bucket.bucket})


def test_a_run_gives_the_graph_the_outputs_and_the_time_it_takes() -> None:
    def program() -> None:
        options = west()
        vpc = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", opts=options)
        aws.ec2.Subnet("a", vpc_id=vpc.id, cidr_block="10.0.1.0/24", opts=options)
        pulumi.export("vpc", vpc.id)

    result = simulate(program).raise_for_failures()

    vpc, subnet = result.graph.by_name("net")[0], result.graph.by_name("a")[0]
    assert result.outputs["vpc"] == vpc.id
    assert subnet.inputs["vpcId"] == vpc.id
    assert subnet.property_dependencies == {"vpcId": (vpc.urn,)}
    assert subnet.provider == vpc.provider == result.graph.by_name("west")[0].urn
    assert result.timeline[subnet.urn].started == result.timeline[vpc.urn].finished > 0
    assert result.duration == result.timeline[subnet.urn].finished


def test_an_apply_sees_what_the_cloud_made_and_in_a_preview_does_not_run() -> None:
    seen: list[str] = []

    def program() -> None:
        bucket = aws.s3.Bucket("data")
        bucket.arn.apply(seen.append)

    simulate(program, preview=True)
    assert seen == []
    simulate(program)
    assert seen == [seen[0]]
    assert seen[0].startswith("arn:aws:s3:::data-")


def test_previews_repeat_and_leave_nothing_unknown_that_an_update_knows() -> None:
    def program() -> None:
        bucket = aws.s3.Bucket("data", tags={"team": "ml"})
        pulumi.export("name", bucket.bucket)
        pulumi.export("arn", bucket.arn)

    first, second = simulate(program, preview=True), simulate(program, preview=True)
    made = simulate(program)

    assert first.graph.to_json() == second.graph.to_json()
    assert first.outputs["arn"] is UNKNOWN
    assert first.outputs["name"] == made.outputs["name"]
    assert all(resource.id is None for resource in first.graph)


def test_children_hang_below_their_component_and_use_its_provider() -> None:
    def program() -> None:
        provider = aws.Provider("west", region="us-west-2")
        Store("models", pulumi.ResourceOptions(providers=[provider], protect=True))

    graph = simulate(program, config=EXPLICIT).raise_for_failures().graph

    (store,) = graph.by_type("test:index:Store")
    bucket = graph.by_name("models-bucket")[0]
    assert bucket.urn == (
        "urn:pulumi:dev::project::test:index:Store$aws:s3/bucket:Bucket::models-bucket"
    )
    assert {child.name for child in graph.children(store)} == {
        "models-bucket",
        "models-versioning",
    }
    assert bucket.provider == graph.by_name("west")[0].urn
    assert bucket.options.protect
    assert store.outputs["name"] == bucket.outputs["bucket"]
    assert not store.custom


def test_a_missing_provider_is_told_as_the_engine_does() -> None:
    failures = simulate(lambda: aws.s3.Bucket("data"), config=EXPLICIT).failures
    assert [failure.reason for failure in failures] == [
        "Default provider for 'aws' disabled. "
        "'urn:pulumi:dev::project::aws:s3/bucket:Bucket::data' must use an explicit provider."
    ]


def test_a_provider_of_another_cloud_that_is_inherited_serves_nothing() -> None:
    class Mixed(pulumi.ComponentResource):
        def __init__(self, opts: pulumi.ResourceOptions) -> None:
            super().__init__("test:index:Mixed", "mixed", None, opts)
            gcp.storage.Bucket("w", location="EU", opts=pulumi.ResourceOptions(parent=self))

    def program() -> None:
        Mixed(pulumi.ResourceOptions(provider=aws.Provider("west", region="us-west-2")))

    (failure,) = simulate(program, config=EXPLICIT).failures
    assert failure.name == "w"
    assert "Default provider for 'gcp' disabled" in failure.reason


def test_a_default_provider_takes_the_configuration_of_the_stack() -> None:
    def program() -> None:
        pulumi.export("arn", aws.sns.Topic("alerts").arn)

    result = simulate(program, config={"aws:region": "eu-north-1"})
    assert ":eu-north-1:" in result.outputs["arn"]


def test_duplicate_names_are_an_error() -> None:
    def program() -> None:
        aws.s3.Bucket("data")
        aws.s3.Bucket("data")

    (failure,) = simulate(program).failures
    assert "Duplicate resource URN" in failure.reason
    assert "aws:s3/bucket:Bucket::data" in failure.reason


def test_every_failure_is_found_and_only_what_depends_on_one_is_skipped() -> None:
    def program() -> None:
        bad = aws.s3.Bucket("bad", tags={"a": 1}, force_destroy="perhaps")  # pyright: ignore
        aws.s3.BucketPolicy("needs-bad", bucket=bad.id, policy="{}")
        worse: Any = {"statuss": "Enabled"}
        aws.s3.BucketVersioning("worse", bucket="b", versioning_configuration=worse)
        aws.s3.Bucket("good")
        pulumi.export("bad", bad.arn)

    result = simulate(program)

    assert {failure.name for failure in result.failures} == {"bad", "worse"}
    worse = next(failure for failure in result.failures if failure.name == "worse")
    assert worse.path == "versioningConfiguration.statuss"
    assert "'status'" in worse.reason
    assert [urn.rsplit("::", 1)[1] for urn in result.skipped] == ["needs-bad"]
    assert [resource.name for resource in result.graph] == ["good"]
    assert result.outputs["bad"] is UNKNOWN
    with pytest.raises(RunError, match="worse"):
        result.raise_for_failures()


def test_what_a_cloud_refuses_is_a_failure() -> None:
    core = SimulatedClouds(faults=Faults([parse_fault("fail flaky#create")]))

    def program() -> None:
        aws.s3.Bucket("flaky")
        aws.s3.Bucket("steady")

    result = simulate(program, core=core)
    assert [failure.name for failure in result.failures] == ["flaky"]
    assert [resource.name for resource in result.graph] == ["steady"]


def test_an_exception_of_the_program_comes_through_with_the_failures_before_it() -> None:
    class MistakeError(Exception):
        pass

    def program() -> None:
        wrong: Any = {"nmae": "x"}
        aws.s3.Bucket("bad", tags={"a": "b"}, versioning=wrong)
        raise MistakeError("in the program")

    with pytest.raises(MistakeError, match="in the program") as caught:
        simulate(program)
    assert any("bad" in note for note in caught.value.__notes__)


def test_an_exception_in_an_apply_comes_through() -> None:
    def program() -> None:
        def divide(name: str) -> float:
            return len(name) / 0

        aws.s3.Bucket("data").bucket.apply(divide)

    with pytest.raises(ZeroDivisionError):
        simulate(program)


def test_a_run_after_a_failed_one_is_like_any_other() -> None:
    def broken() -> None:
        aws.s3.Bucket("data")
        raise ValueError("no")

    def works() -> None:
        pulumi.export("name", aws.s3.Bucket("data").bucket)

    expected = simulate(works).outputs
    for _ in range(3):
        with pytest.raises(ValueError, match="no"):
            simulate(broken)
        assert simulate(works).outputs == expected


def test_runs_in_threads_do_not_meet() -> None:
    found: dict[str, Run] = {}

    def one(stack: str) -> None:
        def program() -> None:
            assert pulumi.get_stack() == stack
            bucket = aws.s3.Bucket("data")
            pulumi.export("urn", bucket.urn)

        found[stack] = run(program, project="project", stack=stack)

    threads = [threading.Thread(target=one, args=(f"stack-{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {
        stack: f"::{stack}::" in f"::{r.outputs['urn'][11:]}" for stack, r in found.items()
    } == {f"stack-{n}": True for n in range(6)}


def test_a_run_within_an_event_loop_is_refused() -> None:
    async def inside() -> None:
        simulate(lambda: None)

    async def beside() -> Run:
        return await asyncio.to_thread(simulate, lambda: pulumi.export("a", 1))

    # On a thread of their own: asyncio.run leaves its thread without an event loop.
    with ThreadPoolExecutor(1) as thread:
        with pytest.raises(RuntimeError, match="a thread of its own"):
            thread.submit(asyncio.run, inside()).result()
        assert thread.submit(asyncio.run, beside()).result().outputs == {"a": 1}


def test_configuration_is_read_as_under_pulumi() -> None:
    def program() -> None:
        config = pulumi.Config()
        pulumi.export("region", config.require("aws_region"))
        pulumi.export("placement", config.require_object("placement"))
        pulumi.export("token", config.require_secret("token"))

    result = simulate(
        program,
        config={
            "project:aws_region": "us-west-2",
            "project:placement": json.dumps({"store": "gcp"}),
            "project:token": CANARY,
        },
        secret_keys=["project:token"],
    )
    assert result.outputs == {
        "region": "us-west-2",
        "placement": {"store": "gcp"},
        "token": CANARY,
    }
    assert result.secret_outputs == {"token"}
    assert result.graph.outputs["token"] == SECRET


def test_configuration_does_not_outlive_its_run() -> None:
    simulate(lambda: None, config={"project:key": "value"})
    left: list[str | None] = []
    simulate(lambda: left.append(pulumi.Config().get("key")))
    assert left == [None]


def test_no_secret_is_in_the_graph() -> None:
    def program() -> None:
        secret = pulumi.Output.secret(CANARY)
        password = random.RandomPassword("pw", length=20)
        aws.ssm.Parameter("p", type="SecureString", value=secret, description="plain")
        aws.ssm.Parameter("q", type="String", value=pulumi.Output.format("user:{0}", secret))
        aws.ssm.Parameter("r", type="SecureString", value=password.result)
        pulumi.export("password", password.result)
        pulumi.export("nested", {"inner": secret, "open": "shown"})

    result = simulate(program)
    shown = result.graph.to_json()

    assert len(result.outputs["password"]) == 20
    assert CANARY not in shown
    assert result.outputs["password"] not in shown
    assert result.graph.by_name("p")[0].inputs["value"] == SECRET
    assert result.graph.by_name("p")[0].inputs["description"] == "plain"
    assert result.graph.by_name("p")[0].secret_paths == {"value"}
    assert result.graph.outputs["nested"] == {"inner": SECRET, "open": "shown"}


def test_labels_stay_readable_though_their_copies_are_marked_secret() -> None:
    def program() -> None:
        gcp.storage.Bucket("data", location="EU", labels={"environment": "prod-europe"})

    bucket = simulate(program).graph.by_name("data")[0]
    assert bucket.inputs["labels"] == {"environment": "prod-europe"}
    assert bucket.outputs["effectiveLabels"] == SECRET


def test_a_stack_transform_changes_every_resource_after_it() -> None:
    def tag(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if not args.type_.startswith("azure-native:"):
            return None
        props = {**args.props, "tags": {"cost": "42", **(args.props.get("tags") or {})}}
        return pulumi.ResourceTransformResult(props=props, opts=args.opts)

    def program() -> None:
        pulumi.runtime.register_resource_transform(tag)
        group = azure.resources.ResourceGroup("group", tags={"team": "ml"})
        azure.storage.StorageAccount(
            "store",
            resource_group_name=group.name,
            kind=azure.storage.Kind.STORAGE_V2,
            sku={"name": azure.storage.SkuName.STANDARD_LRS},
        )
        aws.s3.Bucket("untouched")

    graph = simulate(program).raise_for_failures().graph
    assert graph.by_name("group")[0].inputs["tags"] == {"cost": "42", "team": "ml"}
    assert graph.by_name("store")[0].inputs["tags"] == {"cost": "42"}
    assert "tags" not in graph.by_name("untouched")[0].inputs


def test_transforms_of_a_component_reach_its_children_and_may_wait() -> None:
    async def protect(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
        await asyncio.sleep(0)
        options = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(protect=True))
        return pulumi.ResourceTransformResult(props=args.props, opts=options)

    def program() -> None:
        Store("models", pulumi.ResourceOptions(transforms=[protect]))
        Store("other")

    graph = simulate(program).raise_for_failures().graph
    assert graph.by_name("models-bucket")[0].options.protect
    assert not graph.by_name("other-bucket")[0].options.protect


def test_options_are_in_the_graph() -> None:
    def program() -> None:
        first = aws.s3.Bucket("first")
        aws.s3.Bucket(
            "second",
            opts=pulumi.ResourceOptions(
                depends_on=[first],
                protect=True,
                retain_on_delete=True,
                ignore_changes=["tags"],
                deleted_with=first,
                delete_before_replace=True,
                aliases=[pulumi.Alias(name="old")],
                custom_timeouts=pulumi.CustomTimeouts(create="30m"),
            ),
        )

    graph = simulate(program).raise_for_failures().graph
    first, second = graph.by_name("first")[0], graph.by_name("second")[0]
    assert second.dependencies == (first.urn,)
    assert second.options.protect
    assert second.options.retain_on_delete
    assert second.options.delete_before_replace
    assert second.options.ignore_changes == ("tags",)
    assert second.options.deleted_with == first.urn
    assert second.options.custom_timeouts.create == "30m"
    assert "old" in second.options.aliases


def test_functions_answer_now_and_later() -> None:
    def program() -> None:
        provider = aws.Provider("west", region="us-west-2")
        now = pulumi.InvokeOptions(provider=provider)
        pulumi.export("account", aws.get_caller_identity(opts=now).account_id)
        bucket = aws.s3.Bucket("data", opts=pulumi.ResourceOptions(provider=provider))
        policy = aws.iam.get_policy_document_output(
            statements=[{"actions": ["s3:*"], "resources": [bucket.arn]}],
            opts=pulumi.InvokeOutputOptions(provider=provider),
        )
        pulumi.export("policy", policy.json)

    result = simulate(program, config=EXPLICIT)
    assert result.outputs["account"] == "000000000000"
    assert json.loads(result.outputs["policy"])["Statement"][0]["Resource"].startswith("arn:")


def test_an_invoke_transform_changes_what_is_asked() -> None:
    def elsewhere(args: pulumi.InvokeTransformArgs) -> pulumi.InvokeTransformResult:
        return pulumi.InvokeTransformResult(
            args={**args.args, "region": "eu-west-1"}, opts=args.opts
        )

    def program() -> None:
        pulumi.runtime.register_invoke_transform(elsewhere)
        pulumi.export("zones", aws.get_availability_zones_output().names)

    zones = simulate(program).outputs["zones"]
    assert zones
    assert all(zone.startswith("eu-west-1") for zone in zones)


def test_a_malformed_list_of_barred_providers_is_refused() -> None:
    with pytest.raises(ValueError, match="disable-default-providers"):
        simulate(lambda: None, config={"pulumi:disable-default-providers": "aws"})


def test_a_function_that_is_not_simulated_says_so_in_the_program() -> None:
    with pytest.raises(Exception, match=r"getBillingServiceAccount.*not simulated"):
        simulate(aws.get_billing_service_account)


def test_looking_up_what_exists_takes_it_as_given() -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc.get("shared", "vpc-0abc", cidr_block="10.9.0.0/16")
        pulumi.export("range", vpc.cidr_block)

    result = simulate(program)
    vpc = result.graph.by_name("shared")[0]
    assert vpc.external
    assert vpc.id == "vpc-0abc"
    assert result.outputs["range"] == "10.9.0.0/16"


def test_the_outputs_of_another_stack_can_be_used() -> None:
    def program() -> None:
        network = pulumi.StackReference("org/network/prod")
        pulumi.export("vpc", network.require_output("vpc"))

    result = simulate(program, references={"org/network/prod": {"vpc": "vpc-1"}})
    assert result.outputs["vpc"] == "vpc-1"
    (failure,) = simulate(lambda: pulumi.StackReference("org/network/prod") and None).failures
    assert "unknown stack 'org/network/prod'" in failure.reason


def test_events_tell_what_happens_to_each_resource() -> None:
    events: list[Event] = []

    def program() -> None:
        wrong: Any = {"statuss": "x"}
        bad = aws.s3.BucketVersioning("bad", bucket="b", versioning_configuration=wrong)
        aws.s3.Bucket("good")
        aws.s3.Bucket("late", opts=pulumi.ResourceOptions(depends_on=[bad]))

    simulate(program, on_event=events.append)
    kinds = {
        name: [event.kind for event in events if event.name == name]
        for name in ("bad", "good", "late")
    }
    assert kinds == {
        "bad": ["registered", "failed"],
        "good": ["registered", "created"],
        "late": ["registered", "skipped"],
    }


def test_a_kubernetes_object_uses_the_cluster_it_is_given() -> None:
    def program() -> None:
        cluster = gcp.container.Cluster("serving", location="us-central1", initial_node_count=1)
        config = cluster.endpoint.apply(
            lambda host: json.dumps({"clusters": [{"cluster": {"server": f"https://{host}"}}]})
        )
        provider = k8s.Provider("k", kubeconfig=pulumi.Output.secret(config))
        k8s.core.v1.Namespace("models", opts=pulumi.ResourceOptions(provider=provider))

    result = simulate(program).raise_for_failures()
    namespace = result.graph.by_type("kubernetes:core/v1:Namespace")[0]
    provider = result.graph.by_type("pulumi:providers:kubernetes")[0]
    assert namespace.provider == provider.urn
    assert provider.inputs["kubeconfig"] == SECRET
    assert result.timeline[namespace.urn].started >= 100


def test_a_hundred_resources_are_no_matter_of_minutes() -> None:
    def program() -> None:
        options = west()
        vpc = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", opts=options)
        for number in range(100):
            block = f"10.0.{number}.0/24"
            aws.ec2.Subnet(f"s{number}", vpc_id=vpc.id, cidr_block=block, opts=options)

    simulate(program, preview=True)
    started = time.perf_counter()
    result = simulate(program)
    assert time.perf_counter() - started < 5
    assert len(result.graph) == 102


def test_the_graph_does_not_depend_on_how_python_orders_sets() -> None:
    code = """
import pulumi, pulumi_aws as aws
from polycloud_testing.simulation.inprocess import run
def program():
    vpc = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16")
    subnets = [aws.ec2.Subnet(n, vpc_id=vpc.id, cidr_block="10.0.0.0/24") for n in "abc"]
    group = aws.ec2.SecurityGroup("sg", vpc_id=vpc.id)
    aws.lb.LoadBalancer("lb", subnets=[s.id for s in subnets], security_groups=[group.id],
                        opts=pulumi.ResourceOptions(depends_on=subnets))
print(run(program, project="p", stack="s").graph.to_json())
"""
    graphs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(graphs) == 1


def test_importing_the_module_loads_neither_pulumi_nor_an_sdk() -> None:
    code = "import sys, polycloud_testing.simulation.inprocess; print('pulumi' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
