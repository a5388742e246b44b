"""`example.gateway`: internet gateways and their tags.

The host calls the methods of `Resources`; states and arguments are JSON. Everything a module may
ask for is in `wit_world.imports`, one function per AWS operation.
"""

import json

import wit_world.exports
from componentize_py_types import Err
from wit_world.exports.resources import Created, Progress, ResourceType
from wit_world.imports import internet_gateway, tags
from wit_world.imports.internet_gateway import DescribeInternetGatewaysInput
from wit_world.imports.wasmidem_ec2_types import Tag, TagSpecification
from wit_world.imports.wasmidem_host_types import Cause

PATH = "example.gateway"
SCHEMA = {
    "description": "An internet gateway: the way between a VPC and the internet.",
    "type": "object",
    "properties": {
        "tags": {
            "description": "The tags.",
            "type": "object",
            "additionalProperties": {"type": "string"},
            "x-tags": True,
        },
    },
}


class Resources(wit_world.exports.Resources):
    """What the host calls."""

    def types(self):
        return [ResourceType(PATH, json.dumps(SCHEMA))]

    def find(self, path, desired):
        return None

    def read(self, path, id):
        try:
            found = internet_gateway.describe_internet_gateways(DescribeInternetGatewaysInput([id], None))
        except Err as error:
            if is_not_found(error):
                return None
            raise
        return json.dumps(state(found[0])) if found else None

    def create(self, path, desired):
        wanted = listed(json.loads(desired).get("tags") or {})
        specifications = [TagSpecification("internet-gateway", wanted)] if wanted else None
        return Created(internet_gateway.create_internet_gateway(specifications).internet_gateway_id, False)

    def update(self, path, id, actual, desired):
        desired = json.loads(desired).get("tags")
        if desired is None:  # not given: left alone
            return []
        actual = json.loads(actual).get("tags") or {}
        add = {key: value for key, value in desired.items() if actual.get(key) != value}
        remove = {key: value for key, value in actual.items() if key not in desired}
        done = []
        if add:
            tags.create_tags([id], listed(add))
            done.append("set tags " + keys(add))
        if remove:
            tags.delete_tags([id], listed(remove))
            done.append("removed tags " + keys(remove))
        return done

    def delete(self, path, id, last):
        try:
            internet_gateway.delete_internet_gateway(id)
        except Err as error:
            if not is_not_found(error):
                raise
        return Progress.DONE

    def list(self, path):
        found = internet_gateway.describe_internet_gateways(DescribeInternetGatewaysInput(None, None))
        return [json.dumps(state(gateway)) for gateway in found]


def state(gateway):
    """The state of a gateway. Tags of AWS itself (`aws:…`) are not ours to manage."""
    own = {tag.key: tag.value for tag in gateway.tags or [] if not tag.key.startswith("aws:")}
    return {"resource_id": gateway.internet_gateway_id, "tags": own}


def listed(mapping):
    """Tags as the API has them."""
    return [Tag(key, mapping[key]) for key in sorted(mapping)]


def keys(mapping):
    """The keys for people."""
    return ", ".join(f"`{key}`" for key in sorted(mapping))


def is_not_found(error):
    """Whether AWS says that it does not exist."""
    return error.value.cause == Cause.NOT_FOUND
