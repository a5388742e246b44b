// What the module asks of AWS.

import assert from "node:assert/strict";
import { test } from "node:test";

import { manage } from "./gateway.js";

const PATH = "example.gateway";
const GONE = { cause: "not-found", code: "aws.ec2.X.NotFound", message: "gone", retryable: false, detail: null };
const GATEWAY = {
  internetGatewayId: "igw-1",
  tags: [{ key: "Name", value: "a" }, { key: "aws:x", value: "y" }],
};

/// A fake AWS: what it answers, and what it was asked.
function fake(answers) {
  const calls = [];
  const answer = (name) => (...input) => {
    calls.push([name, ...input]);
    if (answers[name]?.cause) throw answers[name];
    return answers[name];
  };
  const names = ["describeInternetGateways", "createInternetGateway", "deleteInternetGateway"];
  const gateways = Object.fromEntries(names.map((name) => [name, answer(name)]));
  const tags = { createTags: answer("createTags"), deleteTags: answer("deleteTags") };
  return { module: manage(gateways, tags), calls };
}

test("reads its tags", () => {
  const read = (answer) => fake({ describeInternetGateways: answer }).module.read(PATH, "igw-1");
  assert.deepEqual(JSON.parse(read([GATEWAY])), { resource_id: "igw-1", tags: { Name: "a" } });
  assert.equal(read([]), null);
  assert.equal(read(GONE), null);
  assert.throws(() => read({ ...GONE, cause: "denied" }), { cause: "denied" });
});

test("creates with one call", () => {
  const { module, calls } = fake({ createInternetGateway: GATEWAY });
  assert.deepEqual(module.create(PATH, '{"tags": {"Name": "a"}}'), { id: "igw-1", pending: false });
  const specification = { resourceType: "internet-gateway", tags: [{ key: "Name", value: "a" }] };
  assert.deepEqual(calls, [["createInternetGateway", [specification]]]);
});

test("changes only the tags that differ", () => {
  const actual = '{"tags": {"Name": "a", "old": "1", "same": "2"}}';
  const { module, calls } = fake({});
  assert.deepEqual(module.update(PATH, "igw-1", actual, actual), []);
  assert.deepEqual(module.update(PATH, "igw-1", actual, "{}"), []);
  assert.deepEqual(calls, []);
  const done = module.update(PATH, "igw-1", actual, '{"tags": {"Name": "b", "same": "2"}}');
  assert.deepEqual(done, ["set tags `Name`", "removed tags `old`"]);
  assert.deepEqual(calls, [
    ["createTags", ["igw-1"], [{ key: "Name", value: "b" }]],
    ["deleteTags", ["igw-1"], [{ key: "old", value: "1" }]],
  ]);
});

test("a gateway that is gone is deleted", () => {
  assert.equal(fake({ deleteInternetGateway: GONE }).module.delete(PATH, "igw-1", "{}"), "done");
});
