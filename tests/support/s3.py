"""Fixtures that run an S3 server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCESS_KEY = "marker-of-the-access-key-id"
SECRET_KEY = "marker-of-the-secret-access-key"  # what the tests look for everywhere
REGION = "eu-central-1"
BUCKET = "20261124"  # looks like a number, and is none


@dataclass(frozen=True)
class Store:
    """A running S3 server with one bucket.

    Attributes:
        url: Its endpoint.
        client: A client of it.
    """

    url: str
    client: Any = field(repr=False)

    @property
    def environment(self) -> dict[str, str]:
        """Where Terraform finds the credentials; nothing on this machine adds to them."""
        return {
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        }

    def backend(self, key: str) -> dict[str, Any]:
        """Return what `openai_backend` says of a state at a key."""
        checks = ("skip_credentials_validation", "skip_requesting_account_id", "skip_region_validation")
        return {
            "s3": {
                "bucket": BUCKET,
                "key": key,
                "region": REGION,
                "endpoints": {"s3": self.url},
                "use_path_style": True,
                "use_lockfile": True,
                **dict.fromkeys(checks, True),
            }
        }

    def keys(self) -> list[str]:
        """Return the keys of all objects."""
        return [each["Key"] for each in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    def text(self, key: str) -> str:
        """Return an object's content."""
        content: bytes = self.client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        return content.decode()


@pytest.fixture
def s3() -> Iterator[Store]:
    """Run an S3 server with an empty bucket."""
    # Importing these takes a second, which no other test has to wait for.
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    client = boto3.client(
        "s3",
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
    )
    import requests  # each worker loads this file, and few use it

    try:
        # All servers of a process hold the same objects.
        requests.post(f"{url}/moto-api/reset", timeout=60, proxies={"http": ""}).raise_for_status()
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        yield Store(url, client)
    finally:
        client.close()
        server.stop()
