"""Provider servers, and clients that speak to them as the engine does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import grpc
import pytest
from attrs import frozen
from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.rpc import InterruptibleClock, ProviderServers
from polycloud_testing.simulation.wire import decode, encode

BUCKET = "aws:s3/bucket:Bucket"


def urn_of(type: str, name: str) -> str:
    """The URN of a resource at the top of a stack."""
    return f"urn:pulumi:dev::project::{type}::{name}"


@frozen
class Client:
    """One connection to a provider, which stands for one provider resource."""

    stub: Any
    channel: grpc.Channel

    def configure(self, **values: Any) -> None:
        """Configure it, values as they are."""
        self.stub.Configure(provider_pb2.ConfigureRequest(args=encode(values)))

    def check(
        self,
        type: str,
        name: str,
        inputs: Mapping[str, Any],
        old: Mapping[str, Any] | None = None,
    ) -> Any:
        """Check inputs, as the engine sends them."""
        return self.stub.Check(
            provider_pb2.CheckRequest(
                urn=urn_of(type, name),
                type=type,
                name=name,
                news=encode(inputs),
                olds=encode(old) if old is not None else None,
                randomSeed=b"another one each time",
            )
        )

    def checked(self, type: str, name: str, inputs: Mapping[str, Any], **more: Any) -> Any:
        """The inputs that a check completes."""
        response = self.check(type, name, inputs, **more)
        assert not response.failures
        return decode(response.inputs).values

    def create(
        self,
        type: str,
        name: str,
        inputs: Mapping[str, Any],
        *,
        preview: bool = False,
        secrets: tuple[str, ...] = (),
    ) -> Any:
        """Create a resource."""
        return self.stub.Create(
            provider_pb2.CreateRequest(
                urn=urn_of(type, name),
                type=type,
                name=name,
                properties=encode(inputs, secrets=secrets),
                preview=preview,
            )
        )

    def diff(
        self,
        type: str,
        name: str,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        id: str = "an-id",
    ) -> Any:
        """Compare inputs."""
        return self.stub.Diff(
            provider_pb2.DiffRequest(
                urn=urn_of(type, name),
                type=type,
                id=id,
                old_inputs=encode(old),
                olds=encode(old),
                news=encode(new),
            )
        )

    def read(self, type: str, name: str, id: str, inputs: struct_pb2.Struct | None = None) -> Any:
        """Read a resource, with what the state knows of it."""
        return self.stub.Read(
            provider_pb2.ReadRequest(
                urn=urn_of(type, name), type=type, id=id, inputs=inputs, properties=inputs
            )
        )

    def delete(self, type: str, name: str, id: str) -> None:
        """Delete a resource."""
        self.stub.Delete(provider_pb2.DeleteRequest(urn=urn_of(type, name), type=type, id=id))


@pytest.fixture
def core() -> SimulatedClouds:
    """Clouds that take no time."""
    return SimulatedClouds()


@pytest.fixture
def clock() -> InterruptibleClock:
    """A clock as slow as the clouds, for the tests that ask for it."""
    return InterruptibleClock(1.0)


@pytest.fixture
def slow_servers(clock: InterruptibleClock) -> Iterator[ProviderServers]:
    """Servers that take as long as the clouds do."""
    with ProviderServers(SimulatedClouds(clock=clock), clock=clock) as servers:
        yield servers


@pytest.fixture
def servers(core: SimulatedClouds) -> Iterator[ProviderServers]:
    """Servers that answer at once."""
    with ProviderServers(core) as servers:
        yield servers


Connect = Callable[..., Client]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Opens a connection to the provider of a package."""
    channels: list[grpc.Channel] = []

    def open_(servers: ProviderServers, package: str) -> Client:
        # Channels to the same address share a connection unless told not to.
        options = [("grpc.use_local_subchannel_pool", 1)]
        channel = grpc.insecure_channel(f"127.0.0.1:{servers.ports[package]}", options=options)
        channels.append(channel)
        return Client(provider_pb2_grpc.ResourceProviderStub(channel), channel)

    yield open_
    for channel in channels:
        channel.close()


@pytest.fixture
def aws(servers: ProviderServers, connect: Connect) -> Client:
    """A provider for us-west-2."""
    client = connect(servers, "aws")
    client.configure(region="us-west-2")
    return client
