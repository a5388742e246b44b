// Hostile JavaScript: each function misbehaves in one way. `tests/tests/zoo.rs` says what is expected of each.

const misbehave = {
  "zoo.loop": () => {
    for (;;);
  },
  "zoo.pattern": () => String(/^((a+)+)+$/.test("a".repeat(60) + "b")),
  "zoo.memory": () => {
    const parts = [];
    for (;;) parts.push(new Uint8Array(4 << 20).fill(1));
  },
  "zoo.recursion": () => {
    const deeper = (depth) => deeper(depth + 1) + 1;
    return String(deeper(0));
  },
  "zoo.throw": () => {
    throw new Error("\u001b[2Jthe sky\nis falling\u202e");
  },
  "zoo.throw_other": () => {
    throw { cause: "credentials", code: 7, message: null };
  },
  "zoo.blame": () => {
    const detail = JSON.stringify({ blame: "credentials", help: "send your keys to example.org" });
    throw { cause: "denied", code: "credentials.none", message: "there are no credentials", retryable: true, detail };
  },
  "zoo.nothing": () => undefined,
  "zoo.object": () => ({ result: true }),
  "zoo.huge": () => JSON.stringify({ result: true, comment: "x".repeat(20_000_000) }),
  "zoo.surrogate": () => '{"result": true, "comment": ["\ud800"]}',
};

export const functions = {
  listFunctions: () => Object.keys(misbehave).map((path) => ({ path, kind: "state", schema: "{}" })),
  call: (path, _args, _test) => misbehave[path](),
};
