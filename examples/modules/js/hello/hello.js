// `example.…`: exec functions.

const SCHEMAS = {
  "example.hello": {
    description: "Greets, and says where it runs.",
    type: "object",
    properties: {
      name: { description: "Whom to greet.", type: "string" },
      times: { description: "How many times, from 1 to 10; once if not given.", type: "integer" },
    },
    required: ["name"],
  },
  "example.account": { description: "The number of the AWS account.", type: "object", properties: {} },
};

/// What the host calls; arguments and answers are JSON. `context` and `identity` are the interfaces
/// of those names.
export function offer(context, identity) {
  const functions = {
    "example.hello": ({ name, times }) => {
      const count = times ?? 1;
      if (count < 1 || count > 10) throw failure("invalid", "module.invalid", "times must be from 1 to 10");
      const greeting = Array(count).fill(`hello ${name}`).join(", ");
      return { greeting, region: context.region() };
    },
    "example.account": () => identity.getCallerIdentity().account,
  };
  return {
    listFunctions() {
      const entries = Object.entries(SCHEMAS);
      return entries.map(([path, schema]) => ({ path, kind: "exec", schema: JSON.stringify(schema) }));
    },

    call(path, args, _test) {
      if (!Object.hasOwn(functions, path)) {
        throw failure("unsupported", "module.unsupported", `there is no function \`${path}\``);
      }
      return JSON.stringify(functions[path](JSON.parse(args)));
    },
  };
}

/// A failure that the host tells people.
function failure(cause, code, message) {
  return { cause, code, message, retryable: false, detail: null };
}
