// `example.gateway`: internet gateways and their tags.

const SCHEMA = {
  description: "An internet gateway: the way between a VPC and the internet.",
  type: "object",
  properties: {
    tags: {
      description: "The tags.",
      type: "object",
      additionalProperties: { type: "string" },
      "x-tags": true,
    },
  },
};

/// What the host calls; states and arguments are JSON. `gateways` and `tags` are the interfaces of
/// those names: one function per AWS operation.
export function manage(gateways, tags) {
  return {
    types() {
      return [{ path: "example.gateway", schema: JSON.stringify(SCHEMA) }];
    },

    find(_path, _desired) {
      return null;
    },

    read(_path, id) {
      try {
        const found = gateways.describeInternetGateways({ internetGatewayIds: [id], filters: null });
        return found.length === 0 ? null : JSON.stringify(state(found[0]));
      } catch (failure) {
        if (failure.cause === "not-found") return null;
        throw failure;
      }
    },

    create(_path, desired) {
      const wanted = listed(JSON.parse(desired).tags ?? {});
      const specifications = wanted.length === 0 ? null : [{ resourceType: "internet-gateway", tags: wanted }];
      return { id: gateways.createInternetGateway(specifications).internetGatewayId, pending: false };
    },

    update(_path, id, actual, desired) {
      const after = JSON.parse(desired).tags;
      if (after === undefined || after === null) return []; // not given: left alone
      const before = JSON.parse(actual).tags ?? {};
      const add = listed(after).filter(({ key, value }) => before[key] !== value);
      const remove = listed(before).filter(({ key }) => !Object.hasOwn(after, key));
      const done = [];
      if (add.length > 0) {
        tags.createTags([id], add);
        done.push(`set tags ${keys(add)}`);
      }
      if (remove.length > 0) {
        tags.deleteTags([id], remove);
        done.push(`removed tags ${keys(remove)}`);
      }
      return done;
    },

    delete(_path, id, _last) {
      try {
        gateways.deleteInternetGateway(id);
      } catch (failure) {
        if (failure.cause !== "not-found") throw failure;
      }
      return "done";
    },

    list(_path) {
      const found = gateways.describeInternetGateways({ internetGatewayIds: null, filters: null });
      return found.map((gateway) => JSON.stringify(state(gateway)));
    },
  };
}

/// The state of a gateway. Tags of AWS itself (`aws:…`) are not ours to manage.
function state(gateway) {
  const own = (gateway.tags ?? []).filter(({ key }) => !key.startsWith("aws:"));
  const tags = Object.fromEntries(own.map(({ key, value }) => [key, value]));
  return { resource_id: gateway.internetGatewayId, tags };
}

/// Tags as the API has them, in the order of their keys.
function listed(mapping) {
  return Object.keys(mapping).sort().map((key) => ({ key, value: mapping[key] }));
}

/// The keys for people.
function keys(tags) {
  return tags.map(({ key }) => `\`${key}\``).join(", ");
}
