"""`example.…`: exec functions.

The host calls the methods of `Functions`; arguments and answers are JSON.
"""

import json

import wit_world.exports
from componentize_py_types import Err
from wit_world.exports.functions import FunctionInfo, Kind
from wit_world.imports import context, identity
from wit_world.imports.types import Cause, Failure

SCHEMAS = {
    "example.hello": {
        "description": "Greets, and says where it runs.",
        "type": "object",
        "properties": {
            "name": {"description": "Whom to greet.", "type": "string"},
            "times": {"description": "How many times, from 1 to 10; once if not given.", "type": "integer"},
        },
        "required": ["name"],
    },
    "example.account": {
        "description": "The number of the AWS account.",
        "type": "object",
        "properties": {},
    },
}


class Functions(wit_world.exports.Functions):
    """What the host calls."""

    def list_functions(self):
        return [FunctionInfo(path, Kind.EXEC, json.dumps(schema)) for path, schema in SCHEMAS.items()]

    def call(self, path, args, test):
        arguments = json.loads(args)
        if path == "example.hello":
            return json.dumps(hello(**arguments))
        if path == "example.account":
            return json.dumps(identity.get_caller_identity().account)
        raise failure(Cause.UNSUPPORTED, "module.unsupported", f"there is no function `{path}`")


def hello(name, times=None):
    """Greets, and says where it runs."""
    times = 1 if times is None else times
    if not 1 <= times <= 10:
        raise failure(Cause.INVALID, "module.invalid", "times must be from 1 to 10")
    return {"greeting": ", ".join([f"hello {name}"] * times), "region": context.region()}


def failure(cause, code, message):
    """A failure that the host tells people."""
    return Err(Failure(cause, code, message, False, None))
