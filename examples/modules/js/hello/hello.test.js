// What the functions return.

import assert from "node:assert/strict";
import { test } from "node:test";

import { offer } from "./hello.js";

const module = offer({ region: () => "eu-central-1" }, { getCallerIdentity: () => ({ account: "123456789012" }) });
const call = (path, args) => JSON.parse(module.call(path, JSON.stringify(args), false));

test("greets", () => {
  const greeting = call("example.hello", { name: "world", times: 2 });
  assert.deepEqual(greeting, { greeting: "hello world, hello world", region: "eu-central-1" });
});

test("times have bounds", () => {
  for (const times of [0, 11]) {
    const hello = () => call("example.hello", { name: "world", times });
    assert.throws(hello, { cause: "invalid", message: "times must be from 1 to 10" });
  }
});

test("tells the account", () => {
  assert.equal(call("example.account", {}), "123456789012");
});

test("every function that is listed can be called", () => {
  for (const { path, schema } of module.listFunctions()) {
    assert.equal(JSON.parse(schema).type, "object");
    assert.doesNotThrow(() => call(path, { name: "world" }));
  }
});
