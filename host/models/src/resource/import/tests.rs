use serde_json::{Map, Value, json};

use crate::import::Naming;
use crate::{Access, Outcome, Resource, ResourceError, Resources};

fn naming() -> Naming {
    Naming::from_source("('ExecutePartiQLStatement', '_'): 'execute_partiql_statement'").unwrap()
}

fn model() -> Value {
    json!({
        "operations": {
            "CreateSubnet": { "output": { "shape": "Created" } },
            "ListSubnets": { "output": { "shape": "Listed" } },
        },
        "shapes": {
            "Created": { "type": "structure", "members": { "Subnet": { "shape": "Subnet" } } },
            "Listed": { "type": "structure", "members": { "Subnets": { "shape": "Subnets" } } },
            "Subnets": { "type": "list", "member": { "shape": "Subnet" } },
            "Subnet": { "type": "structure", "members": { "SubnetId": {}, "VpcId": {}, "Id": {}, "Tag": {} } },
        },
    })
}

fn file() -> Value {
    let id = json!({ "target": "Id", "source": "response", "path": "Subnet.SubnetId" });
    let many = json!({ "target": "Id", "source": "response", "path": "Subnets[].SubnetId" });
    let by_name = json!([
        { "target": "Filters[0].Name", "source": "string", "value": "vpc-id" },
        { "target": "Filters[0].Values[0]", "source": "identifier", "name": "Id" },
    ]);
    let tags = json!([
        { "target": "Key", "source": "requestParameter", "path": "Tags[].Key" },
        { "target": "ResourceId", "source": "identifier", "name": "Id" },
    ]);
    json!({
        "service": {
            "actions": { "CreateSubnet": {
                "request": { "operation": "CreateSubnet" },
                "resource": { "type": "Subnet", "identifiers": [id], "path": "Subnet" },
            } },
            "has": { "Network": { "resource": { "type": "Vpc", "identifiers": [{ "target": "Id", "source": "input" }] } } },
            "hasMany": { "Subnets": {
                "request": { "operation": "ListSubnets" },
                "resource": { "type": "Subnet", "identifiers": [many], "path": "Subnets[]" },
            } },
        },
        "resources": {
            "Vpc": {
                "identifiers": [{ "name": "Id" }],
                "has": { "Tag": { "resource": { "type": "Tag", "identifiers": [
                    { "target": "ResourceId", "source": "identifier", "name": "Id" },
                    { "target": "Key", "source": "input" },
                ] } } },
                "hasMany": { "Subnets": {
                    "request": { "operation": "ListSubnets", "params": by_name },
                    "resource": { "type": "Subnet", "identifiers": [many], "path": "Subnets[]" },
                } },
                "waiters": { "Available": {
                    "waiterName": "VpcAvailable",
                    "params": [{ "target": "VpcIds[]", "source": "identifier", "name": "Id" }],
                } },
            },
            "Subnet": {
                "identifiers": [{ "name": "Id", "memberName": "SubnetId" }],
                "shape": "Subnet",
                "load": {
                    "request": { "operation": "ListSubnets",
                        "params": [{ "target": "SubnetIds[0]", "source": "identifier", "name": "Id" }] },
                    "path": "Subnets[0]",
                },
                "actions": {
                    "Tag": {
                        "request": { "operation": "CreateTags",
                            "params": [{ "target": "Resources[0]", "source": "identifier", "name": "Id" }] },
                        "resource": { "type": "Tag", "identifiers": tags },
                    },
                    "Move": {
                        "request": { "operation": "MoveSubnet",
                            "params": [{ "target": "From", "source": "data", "path": "VpcId" }] },
                        "path": "Moved.To",
                    },
                },
                "has": { "Vpc": { "resource": { "type": "Vpc", "identifiers": [
                    { "target": "Id", "source": "data", "path": "VpcId" },
                ] } } },
                "batchActions": { "Delete": { "request": { "operation": "DeleteSubnets", "params": [
                    { "target": "SubnetIds[]", "source": "identifier", "name": "Id" },
                    { "target": "Entries[*].Id", "source": "identifier", "name": "Id" },
                    { "target": "Entries[*].Force", "source": "boolean", "value": true },
                ] } } },
            },
            "Tag": { "identifiers": [{ "name": "ResourceId" }, { "name": "Key" }] },
        },
    })
}

fn resources() -> Resources {
    Resources::import("net", &file(), &model(), &naming()).unwrap()
}

fn named(arguments: Value) -> Map<String, Value> {
    arguments.as_object().cloned().unwrap()
}

/// The operation, its input, and what the answer means.
fn call(resource: &Resource, name: &str, arguments: Value, answer: &Value) -> (String, Value, Value) {
    let resources = resources();
    match resources.access(resource, name, &[], &named(arguments)).unwrap() {
        Access::Call(call) => {
            let outcome = resources.outcome(resource, &call, answer).into_json();
            (call.operation.to_owned(), Value::Object(call.input), outcome)
        }
        other => panic!("{other:?}"),
    }
}

fn subnet(data: Option<Value>) -> Resource {
    Resource { data, ..resources().create("Subnet", &[json!("s-1")], &Map::new()).unwrap() }
}

#[test]
fn resources_are_told_by_their_identifiers() {
    let resources = resources();
    let create = |arguments: &[Value], others: Value| resources.create("Tag", arguments, &named(others));
    let tag = create(&[json!("it's")], json!({ "key": "\"k\"\n" })).unwrap();
    assert_eq!(tag.to_string(), r#"net.Tag(resource_id="it's", key='"k"\n')"#);
    assert_eq!(
        create(&[json!("r")], json!({})).unwrap_err().to_string(),
        "`net.Tag` needs the argument `key`"
    );
    let problem = create(&[], json!({ "x": 1 })).unwrap_err().to_string();
    assert_eq!(problem, "`net.Tag` takes no argument `x`");
    let three = [json!(1), json!(2), json!(3)];
    assert!(matches!(
        create(&three, json!({})),
        Err(ResourceError::TooManyArguments { takes: 2, given: 3, .. })
    ));
    assert!(matches!(resources.create("X", &[], &Map::new()), Err(ResourceError::Unknown { .. })));
    assert_eq!(resources.types().collect::<Vec<_>>(), ["Subnet", "Tag", "Vpc"]);
}

#[test]
fn actions_fill_in_their_input_and_give_resources() {
    let service = resources().service();
    let answer = json!({ "Subnet": { "SubnetId": "s-9", "VpcId": "v" } });
    let found = call(&service, "create_subnet", json!({ "Cidr": "c" }), &answer);
    assert_eq!(found, ("CreateSubnet".to_owned(), json!({ "Cidr": "c" }), json!("net.Subnet(id='s-9')")));
    assert_eq!(call(&service, "create_subnet", json!({}), &json!({})).2, json!({}));
    let tags = json!({ "Tags": [{ "Key": "a" }, { "Key": "b" }] });
    let (operation, input, outcome) = call(&subnet(None), "tag", tags.clone(), &json!({}));
    assert_eq!(operation, "CreateTags");
    assert_eq!(input, json!({ "Resources": ["s-1"], "Tags": tags["Tags"] }));
    assert_eq!(
        outcome,
        json!(["net.Tag(resource_id='s-1', key='a')", "net.Tag(resource_id='s-1', key='b')"])
    );
}

#[test]
fn what_needs_data_asks_for_it_first() {
    let resources = resources();
    let mut subnet = subnet(None);
    for name in ["vpc_id", "vpc", "move", "load", "tag_attribute"] {
        let access = resources.access(&subnet, name, &[], &Map::new()).unwrap();
        let Access::Load(call) = access else { panic!("{name}: {access:?}") };
        assert_eq!((call.operation, json!(call.input)), ("ListSubnets", json!({ "SubnetIds": ["s-1"] })));
    }
    let load = resources.load(&subnet).unwrap();
    let mut absent = subnet.clone();
    resources.loaded(&mut absent, &load, &json!({ "Subnets": [] }));
    let problem = resources.access(&absent, "vpc_id", &[], &Map::new()).unwrap_err().to_string();
    assert_eq!(problem, "`net.Subnet(id='s-1')` does not exist");
    resources.loaded(&mut subnet, &load, &json!({ "Subnets": [{ "SubnetId": "s-1", "VpcId": "v-1" }] }));
    let done = |name: &str| match resources.access(&subnet, name, &[], &Map::new()).unwrap() {
        Access::Done(outcome) => outcome.into_json(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        (done("vpc_id"), done("tag_attribute"), done("load")),
        (json!("v-1"), json!(null), json!(null))
    );
    assert_eq!((done("id"), done("subnet_id")), (json!("s-1"), json!("s-1")));
    assert_eq!(done("vpc"), json!("net.Vpc(id='v-1')"));
    let moved = call(&subnet, "move", json!({}), &json!({ "Moved": { "To": "v-2" } }));
    assert_eq!(moved, ("MoveSubnet".to_owned(), json!({ "From": "v-1" }), json!("v-2")));
    let vpc = resources.create("Vpc", &[json!("v")], &Map::new()).unwrap();
    assert!(matches!(resources.load(&vpc), Err(ResourceError::NotLoadable { .. })));
    assert!(matches!(resources.access(&vpc, "x", &[], &Map::new()), Err(ResourceError::Unknown { .. })));
}

#[test]
fn resources_lead_to_others() {
    let resources = resources();
    let vpc = resources.create("Vpc", &[json!("v-1")], &Map::new()).unwrap();
    let filters = json!({ "Filters": [{ "Name": "more" }] });
    let answer = json!({ "Subnets": [{ "SubnetId": "a", "VpcId": "v-1" }, { "SubnetId": "b" }] });
    let (operation, input, outcome) = call(&vpc, "subnets", filters, &answer);
    assert_eq!(operation, "ListSubnets");
    assert_eq!(input, json!({ "Filters": [{ "Name": "vpc-id", "Values": ["v-1"] }, { "Name": "more" }] }));
    assert_eq!(outcome, json!(["net.Subnet(id='a')", "net.Subnet(id='b')"]));
    assert_eq!(call(&vpc, "subnets", json!({}), &json!({})).2, json!([]));
    let access = |of: &Resource, name: &str, arguments: &[Value]| {
        resources.access(of, name, arguments, &Map::new()).map(|access| format!("{access:?}"))
    };
    let tag = access(&vpc, "Tag", &[json!("k")]).unwrap();
    assert!(tag.contains(r#"("resource_id", String("v-1")), ("key", String("k"))"#), "{tag}");
    assert!(access(&resources.service(), "Network", &[json!("v")]).unwrap().contains("Vpc"));
    assert!(access(&resources.service(), "Vpc", &[json!("v")]).is_err());
    assert!(access(&resources.service(), "Tag", &[json!("r"), json!("k")]).is_ok());
    let waiting = resources.access(&vpc, "wait_until_available", &[], &Map::new()).unwrap();
    let input = named(json!({ "VpcIds": ["v-1"] }));
    assert_eq!(waiting, Access::Wait { waiter: "VpcAvailable", input });
    let listed = resources.access(&vpc, "subnets", &[], &Map::new()).unwrap();
    let Access::Call(listed) = listed else { panic!("{listed:?}") };
    assert!(listed.lists);
    let Outcome::Resources(found) = resources.outcome(&vpc, &listed, &answer) else { panic!() };
    assert_eq!(found[0].data, Some(answer["Subnets"][0].clone()));
}

#[test]
fn batches_are_one_call() {
    let resources = resources();
    let all = [subnet(None), resources.create("Subnet", &[json!("s-2")], &Map::new()).unwrap()];
    let call = resources.batch(&all, "delete", &named(json!({ "Now": true }))).unwrap().unwrap();
    assert_eq!(call.operation, "DeleteSubnets");
    let entries = json!([{ "Id": "s-1", "Force": true }, { "Id": "s-2", "Force": true }]);
    let input = json!({ "SubnetIds": ["s-1", "s-2"], "Entries": entries, "Now": true });
    assert_eq!(Value::Object(call.input), input);
    assert_eq!(resources.batch(&[], "delete", &Map::new()), Ok(None));
    assert!(resources.batch(&all, "stop", &Map::new()).is_err());
}

#[test]
fn resources_are_stored_as_they_are() {
    let resources = resources();
    let bytes = postcard::to_stdvec(&resources).unwrap();
    assert_eq!(postcard::from_bytes::<Resources>(&bytes).unwrap(), resources);
}

#[test]
fn what_is_not_understood_is_said_with_its_place() {
    let refused = |pointer: &str, value: Value| {
        let mut file = file();
        *file.pointer_mut(pointer).unwrap() = value;
        Resources::import("net", &file, &model(), &naming()).unwrap_err().to_string()
    };
    assert_eq!(
        refused("/resources/Subnet/has/Vpc/resource/type", json!("Gone")),
        "resources.Subnet.has.Vpc.resource.type: there is no such type of resources"
    );
    assert_eq!(
        refused("/resources/Subnet/load/request/params/0/source", json!("guess")),
        "resources.Subnet.load.request.params[0].source: this source is not known"
    );
    assert_eq!(
        refused("/resources/Subnet/load/request/params/0/target", json!("A[x]")),
        "resources.Subnet.load.request.params[0].target: this place in an input is not understood"
    );
}
