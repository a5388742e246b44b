"""What the module asks of AWS. `build.sh` generates the modules that the tests patch."""

import json
import unittest
from unittest.mock import patch

from app import Resources
from componentize_py_types import Err
from wit_world.exports.resources import Progress
from wit_world.imports.internet_gateway import InternetGateway
from wit_world.imports.wasmidem_ec2_types import Tag, TagSpecification
from wit_world.imports.wasmidem_host_types import Cause, Failure

PATH = "example.gateway"
DESCRIBE = "wit_world.imports.internet_gateway.describe_internet_gateways"
CREATE = "wit_world.imports.internet_gateway.create_internet_gateway"
DELETE = "wit_world.imports.internet_gateway.delete_internet_gateway"
GATEWAY = InternetGateway("igw-1", None, None, [Tag("Name", "a"), Tag("aws:x", "y")])
GONE = Err(Failure(Cause.NOT_FOUND, "aws.ec2.X.NotFound", "gone", False, None))


class Gateway(unittest.TestCase):
    def test_reads_its_tags(self):
        with patch(DESCRIBE, return_value=[GATEWAY]):
            state = json.loads(Resources().read(PATH, "igw-1"))
        self.assertEqual(state, {"resource_id": "igw-1", "tags": {"Name": "a"}})
        with patch(DESCRIBE, side_effect=GONE):
            self.assertIsNone(Resources().read(PATH, "igw-1"))

    def test_creates_with_one_call(self):
        with patch(CREATE, return_value=GATEWAY) as create:
            created = Resources().create(PATH, '{"tags": {"Name": "a"}}')
        self.assertEqual((created.id, created.pending), ("igw-1", False))
        create.assert_called_once_with([TagSpecification("internet-gateway", [Tag("Name", "a")])])

    def test_changes_only_the_tags_that_differ(self):
        actual = '{"tags": {"Name": "a", "old": "1", "same": "2"}}'
        self.assertEqual(Resources().update(PATH, "igw-1", actual, actual), [])
        self.assertEqual(Resources().update(PATH, "igw-1", actual, "{}"), [])
        with (
            patch("wit_world.imports.tags.create_tags") as create,
            patch("wit_world.imports.tags.delete_tags") as delete,
        ):
            done = Resources().update(PATH, "igw-1", actual, '{"tags": {"Name": "b", "same": "2"}}')
        self.assertEqual(done, ["set tags `Name`", "removed tags `old`"])
        create.assert_called_once_with(["igw-1"], [Tag("Name", "b")])
        delete.assert_called_once_with(["igw-1"], [Tag("old", "1")])

    def test_a_gateway_that_is_gone_is_deleted(self):
        with patch(DELETE, side_effect=GONE):
            self.assertEqual(Resources().delete(PATH, "igw-1", "{}"), Progress.DONE)

    def test_other_failures_stay_failures(self):
        denied = Err(Failure(Cause.DENIED, "policy.phase", "no", False, None))
        with patch(DESCRIBE, side_effect=denied), self.assertRaises(Err):
            Resources().read(PATH, "igw-1")


if __name__ == "__main__":
    unittest.main()
