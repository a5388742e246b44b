"""What the functions return. `build.sh` generates the modules that the tests patch."""

import json
import unittest
from unittest.mock import patch

from app import Functions
from componentize_py_types import Err
from wit_world.imports.identity import CallerIdentity

REGION = "wit_world.imports.context.region"
IDENTITY = "wit_world.imports.identity.get_caller_identity"


class Hello(unittest.TestCase):
    def test_greets(self):
        with patch(REGION, return_value="eu-central-1"):
            answer = Functions().call("example.hello", '{"name": "world", "times": 2}', False)
        expected = {"greeting": "hello world, hello world", "region": "eu-central-1"}
        self.assertEqual(json.loads(answer), expected)

    def test_times_have_bounds(self):
        for times in [0, 11]:
            with self.assertRaises(Err) as raised:
                Functions().call("example.hello", json.dumps({"name": "world", "times": times}), False)
            self.assertEqual(raised.exception.value.message, "times must be from 1 to 10")

    def test_tells_the_account(self):
        identity = CallerIdentity("123456789012", "arn:aws:iam::123456789012:root", "A")
        with patch(IDENTITY, return_value=identity):
            self.assertEqual(Functions().call("example.account", "{}", False), '"123456789012"')

    def test_every_listed_function_has_a_schema(self):
        for function in Functions().list_functions():
            self.assertEqual(json.loads(function.schema)["type"], "object")


if __name__ == "__main__":
    unittest.main()
