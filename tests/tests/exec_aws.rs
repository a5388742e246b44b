//! Exec functions that need no module: calls of AWS by their names in boto3, what is derived of resources,
//! the same in state files and templates, and the interfaces of `wasmidem wit`.

use serde_json::{Value, json};
use wasmidem_tests::{Emulator, Proxy, TestEnvironment};

const ALL: &str = "permit (principal, action, resource);\n";

/// A scene in which no module is found: what works here needs none.
fn without_modules(emulator: &Emulator) -> (Proxy, TestEnvironment) {
    let proxy = Proxy::start(emulator.address());
    let mut environment = TestEnvironment::at(proxy.endpoint());
    let nothing = environment.path("nothing");
    environment.set("WASMIDEM_MODULES_DIR", nothing);
    (proxy, environment)
}

fn outcome(environment: &TestEnvironment, code: i32, arguments: &[&str]) -> Value {
    let line = [&["exec"], arguments, &["--output", "json"]].concat();
    environment.run(&line).exits(code).json()
}

#[test]
fn mistakes_are_told_before_anything_is_sent() {
    let emulator = Emulator::lease();
    let (proxy, environment) = without_modules(&emulator);
    let run = |arguments: &[&str]| environment.run(&[&["exec"], arguments].concat());
    run(&["boto3.client.ec2.describe_vpc"]).exits(2).says("did you mean `boto3.client.ec2.describe_vpcs`?");
    run(&["boto3.client.ec22.describe_vpcs"]).exits(2).says("did you mean `ec2`?");
    run(&["boto3.resource.ec2.Vcp"]).exits(2).says("did you mean `boto3.resource.ec2.Vpc`?");
    let wrong = run(&["boto3.client.ec2.create_subnet", "CidrBlok=10.0.0.0/16", "DryRun=7", "Tags=[]"]);
    wrong
        .exits(2)
        .says("`VpcId` is missing")
        .says("did you mean `CidrBlock`?")
        .says("`DryRun` must be true or false");
    run(&["boto3.client.ec2.describe_vpcs", "10.0.0.0/16"]).exits(2).says("takes its arguments by name");
    run(&["boto3.client.s3.put_object", "Bucket=b", "Key=k", "Body=file:///no/such/file"])
        .exits(2)
        .says("`/no/such/file` cannot be read");
    run(&["boto3.resource.ec2.Vpc"]).exits(2).says("needs the argument `id`");
    run(&["aws.ec2.vcp.get"]).exits(2).says("there is no exec function");
    let unknown = outcome(&environment, 2, &["boto3.client.ec2.no_such"]);
    let expected = json!({"result": false, "ret": null, "comment": ["KeyError: 'no_such'"],
                          "ref": "exec.boto3.client.ec2._client_caller"});
    assert_eq!(unknown, expected);
    let wrong = outcome(&environment, 2, &["boto3.client.ec2.create_vpc", "CidrBlok=1"]);
    let comment = wrong["comment"][0].as_str().unwrap_or_default();
    assert!(comment.starts_with("ParamValidationError: Parameter validation failed:\n"), "{comment}");
    assert_eq!(proxy.requests().len(), 0);
}

#[test]
fn credentials_are_given_to_nobody() {
    let emulator = Emulator::lease();
    let (proxy, environment) = without_modules(&emulator);
    environment.write("all.cedar", ALL);
    let role = "RoleArn=arn:aws:iam::123456789012:role/r";
    for line in [
        &["boto3.client.sts.assume_role", role, "RoleSessionName=me"][..],
        &["boto3.client.iam.create_access_key", "UserName=me"],
        &["boto3.client.sts.get_session_token", "--policy", "all.cedar"],
        &["boto3.resource.iam.User.create_access_key_pair", "me"],
        &["aws.sts.assume_role.credentials", "arn:aws:iam::123456789012:role/r", "me"],
    ] {
        let run = environment.run(&[&["exec"], line].concat());
        run.exits(4).says("answers with AWS credentials").says("--acct-profile");
    }
    assert_eq!(proxy.requests().len(), 0);
}

#[test]
fn the_policy_and_the_phase_decide() {
    let emulator = Emulator::lease();
    let (proxy, environment) = without_modules(&emulator);
    let create = ["exec", "boto3.client.ec2.create_vpc", "CidrBlock=10.0.0.0/16"];
    environment.run(&[&create[..], &["--test"]].concat()).exits(4).says("refused in the plan phase");
    environment.run(&["exec", "boto3.client.ec2.describe_vpcs", "--test"]).exits(0);
    environment.write(
        "p.cedar",
        "permit (principal == Module::\"the operator\", action in Action::\"read\", resource);\n",
    );
    environment.run(&["exec", "boto3.client.ec2.describe_vpcs", "--policy", "p.cedar"]).exits(0);
    environment
        .run(&[&create[..], &["--policy", "p.cedar"]].concat())
        .exits(4)
        .says("no policy permits `ec2:CreateVpc` to module `the operator`");
    assert_eq!(proxy.writes(), [""; 0]);
    environment.write("the operator.wasm", "x");
    environment.run(&["exec", "test.ping", "--module", "the operator.wasm"]).exits(7).says("module-name");
    environment.run(&[&create[..], &["--audit", "audit.jsonl"]].concat()).exits(0);
    let log = std::fs::read_to_string(environment.work().join("audit.jsonl")).expect("there is a log");
    assert!(
        log.contains("\"the operator\"") && log.contains("CreateVpc") && !log.contains("10.0.0.0"),
        "{log}"
    );
    assert_eq!(emulator.vpcs().len(), 1);
}

#[test]
fn lists_are_searched_as_idem_does() {
    let emulator = Emulator::lease();
    let (_proxy, environment) = without_modules(&emulator);
    let first = outcome(&environment, 0, &["boto3.client.ec2.vpc.search"]);
    assert_eq!(first["comment"], json!(["Searched in ec2.vpc"]));
    assert_eq!(first["ref"], "exec.boto3.client.ec2.vpc._client_caller");
    let id = outcome(&environment, 0, &["boto3.client.ec2.vpc.search", "jmes_path=Vpcs[].VpcId"]);
    assert_eq!(id["ret"], first["ret"]["VpcId"]);
    let none = outcome(&environment, 1, &["boto3.client.ec2.vpc.search", "jmes_path=Vpcs[?VpcId=='x']"]);
    assert_eq!((&none["result"], &none["ret"]), (&json!(false), &json!(null)));
    let line = ["aws.data.lookup", "service=ec2", "resource=vpc", "filter=Vpcs[?CidrBlock=='172.31.0.0/16']"];
    let found = outcome(&environment, 0, &line);
    assert_eq!(found["ret"]["CidrBlock"], "172.31.0.0/16");
    assert_eq!(found["comment"], json!(["Found resource 'ec2.vpc'"]));
}

#[test]
fn resources_are_those_of_boto3() {
    let emulator = Emulator::lease();
    let (proxy, environment) = without_modules(&emulator);
    let get = |arguments: &[&str]| outcome(&environment, 0, arguments);
    let made = get(&["boto3.resource.ec2.create_vpc", "CidrBlock=10.3.0.0/16"]);
    assert_eq!(made["comment"], json!(["ec2.Vpc"]));
    let vpc = made["ret"]["id"].as_str().expect("an id").to_owned();
    let shown = get(&["boto3.resource.ec2.Vpc", &vpc]);
    let expected = json!({"result": true, "ret": {"id": vpc}, "comment": ["ec2.Vpc"],
                          "ref": "exec.boto3.resource.ec2._resource_caller"});
    assert_eq!(shown, expected);
    let subnet = get(&["boto3.resource.ec2.Vpc.create_subnet", &vpc, "CidrBlock=10.3.1.0/24"]);
    assert!(
        subnet["ret"].as_str().is_some_and(|text| text.starts_with("ec2.Subnet(id='subnet-")),
        "{subnet}"
    );
    assert_eq!(subnet["comment"], json!(["ec2.Vpc.create_subnet"]));
    assert_eq!(subnet["ref"], "exec.boto3.resource.ec2.Vpc._resource_caller");
    assert_eq!(get(&["boto3.resource.ec2.Vpc.cidr_block", &vpc])["ret"], "10.3.0.0/16");
    assert_eq!(get(&["boto3.resource.ec2.Vpc.subnets", &vpc])["ret"], json!([subnet["ret"]]));
    get(&["boto3.resource.ec2.Vpc.wait_until_available", &vpc]);
    let location = "CreateBucketConfiguration={LocationConstraint: us-west-1}";
    get(&["boto3.resource.s3.Bucket.create", "box", location]);
    environment.write("body", b"\xff\x00body");
    get(&["boto3.resource.s3.Object.put", "box", "k", "Body=fileb://body"]);
    let body = get(&["boto3.resource.s3.Object.get", "bucket_name=box", "key=k"])["ret"]["Body"].clone();
    assert_eq!(body, json!({"base64": "/wBib2R5"}));
    assert_eq!(
        get(&["boto3.resource.s3.Bucket.objects", "box"])["ret"],
        json!(["s3.ObjectSummary(bucket_name='box', key='k')"])
    );
    let absent = outcome(&environment, 1, &["boto3.resource.iam.Role.arn", "nobody"]);
    assert!(
        absent["comment"][0].as_str().is_some_and(|text| text.starts_with("NoSuchEntityException: ")),
        "{absent}"
    );
    proxy.forget();
    outcome(&environment, 4, &["boto3.resource.ec2.Vpc.delete", &vpc, "--test"]);
    assert_eq!(proxy.requests().len(), 0);
}

#[test]
fn names_are_built_without_aws() {
    let mut environment = TestEnvironment::new();
    let nothing = environment.path("nothing");
    environment.set("WASMIDEM_MODULES_DIR", nothing);
    let built = outcome(&environment, 0, &["aws.arn.build", "service=s3", "resource=b/c"]);
    assert_eq!(built["ret"], "arn:aws:s3:::b/c");
    let parsed = outcome(&environment, 0, &["aws.arn.parse", "arn:aws:iam::123456789012:role/r"]);
    assert_eq!(
        (&parsed["ret"]["account_id"], &parsed["ret"]["resource"]),
        (&json!("123456789012"), &json!("role/r"))
    );
    outcome(&environment, 2, &["aws.arn.parse", "arn=x"]);
}

const STATES: &str = "\
#!jinja|yaml
{% set zones = hub.exec.boto3.client.ec2.describe_availability_zones(ZoneNames=['us-west-1a']) %}
{% set refused = hub.exec.boto3.client.ec2.create_vpc(CidrBlock='10.77.0.0/16') %}
zone:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {zone: {{ zones.ret.AvailabilityZones[0].ZoneName }}, refused: {{ not refused.result }}}
made:
  exec.run:
    - path: boto3.client.ec2.create_vpc
    - kwargs: {CidrBlock: 10.78.0.0/16}
subnet:
  exec.run:
    - path: boto3.client.ec2.create_subnet
    - kwargs:
        VpcId: ${exec:made:Vpc:VpcId}
        CidrBlock: 10.78.1.0/24
wrong:
  exec.run:
    - path: boto3.client.ec2.create_vpc
    - kwargs: {CidrBlok: 10.79.0.0/16}
unknown:
  exec.run:
    - path: boto3.client.ec2.create_vcp
";

#[test]
fn state_files_and_templates_call_the_same() {
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    let environment = TestEnvironment::at(proxy.endpoint());
    environment.write("states.sls", STATES);
    let preview = environment.states(&["states.sls", "--test"]);
    assert_eq!(proxy.writes(), [""; 0]);
    assert!(preview.comment("made").contains("Would call boto3.client.ec2.create_vpc"), "{preview}");
    let run = environment.states(&["states.sls"]);
    run.exits(1).succeeded(&["zone", "made", "subnet"]);
    assert_eq!(run.state("zone")["new_state"], json!({"zone": "us-west-1a", "refused": true}));
    let (made, subnet) = (run.state("made"), run.state("subnet"));
    assert_eq!(made["new_state"]["Vpc"]["VpcId"], subnet["new_state"]["Subnet"]["VpcId"]);
    assert!(made["new_state"]["ResponseMetadata"]["HTTPStatusCode"] == 200, "{made}");
    assert!(run.comment("made").contains("ResponseMetadata\nVpc"), "{run}");
    run.failed("wrong", &["did you mean `CidrBlock`?"]);
    run.failed("unknown", &["there is no exec function `boto3.client.ec2.create_vcp`"]);
    assert_eq!(run.state("unknown")["failure"]["help"], "did you mean `boto3.client.ec2.create_vpc`?");
    assert_eq!(emulator.vpcs().len(), 1);
    let valid = environment.run(&["validate", "states.sls"]);
    valid.exits(0).says("nothing offers the exec function `boto3.client.ec2.create_vcp`");
    assert!(!valid.stderr.contains("describe_availability_zones"), "{valid}");
}

#[test]
fn resources_of_modules_can_be_got_and_listed() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    environment.write(
        "states.sls",
        "net:\n  aws.ec2.vpc.present:\n    - cidr_block_association_set: [{CidrBlock: 10.60.0.0/16}]\n    - tags: {Name: net}\n",
    );
    environment.states(&["states.sls"]).exits(0);
    let vpc = emulator.vpcs().pop_first().expect("it was made");
    let id = format!("resource_id={vpc}");
    let got = outcome(&environment, 0, &["aws.ec2.vpc.get", "name=net", &id]);
    assert_eq!((&got["ret"]["name"], &got["ret"]["resource_id"]), (&json!("net"), &json!(vpc)));
    assert_eq!(got["ret"]["tags"], json!({"Name": "net"}));
    assert_eq!((&got["comment"], &got["ref"]), (&json!([]), &json!("exec.aws.ec2.vpc.get")));
    let nothing = outcome(&environment, 0, &["aws.ec2.vpc.get", "name=x", "resource_id=vpc-12345678"]);
    assert_eq!((&nothing["result"], &nothing["ret"]), (&json!(true), &json!(null)));
    assert_eq!(nothing["comment"][0], "Get aws.ec2.vpc 'x' result is empty");
    let all = outcome(&environment, 0, &["aws.ec2.vpc.list"]);
    let ids: Vec<&Value> =
        all["ret"].as_array().into_iter().flatten().map(|one| &one["resource_id"]).collect();
    assert!(ids.contains(&&json!(vpc)) && all["ref"] == "exec.aws.ec2.vpc.list_", "{all}");
    let other = environment.run(&["exec", "aws.ec2.vpc.get", "--module", "exec_test.wasm"]);
    other.exits(2).says("the module `ec2_vpc` has it");
    environment.write(
        "get.sls",
        format!("got:\n  exec.run:\n    - path: aws.ec2.vpc.get\n    - kwargs: {{resource_id: {vpc}}}\n"),
    );
    assert_eq!(
        environment.states(&["get.sls"]).exits(0).state("got")["new_state"]["resource_id"],
        json!(vpc)
    );
}

#[test]
fn functions_are_described() {
    let mut environment = TestEnvironment::new();
    let described = environment.run(&["exec", "test.echo", "--help"]);
    described.exits(0).prints("exec.test.echo").prints("value");
    environment.run(&["exec", "--help"]).exits(0).prints("Usage:");
    let nothing = environment.path("nothing");
    environment.set("WASMIDEM_MODULES_DIR", nothing);
    let path = "boto3.client.ec2.create_vpc";
    for line in [&["exec", path, "--help"][..], &["exec", "--help", path], &["doc", &format!("exec.{path}")]]
    {
        environment
            .run(line)
            .exits(0)
            .prints("`ec2:CreateVpc`, a write")
            .prints("CidrBlock")
            .prints("InstanceTenancy");
    }
    environment.run(&["doc", "boto3.client.ec2.create_vcp"]).exits(1).says("did you mean");
    let about = environment.run(&["exec", path, "--help", "--output", "json"]).exits(0).json();
    assert_eq!(about["ref"], format!("exec.{path}"));
    assert!(
        about["parameters"].as_array().is_some_and(|all| all.iter().any(|one| one["name"] == "CidrBlock"))
    );
}

#[test]
fn interfaces_are_printed() {
    let environment = TestEnvironment::new();
    environment.run(&["wit"]).exits(0).prints("\ndynamodb\n").prints("\ns3\n");
    let sts = environment.run(&["wit", "sts"]);
    sts.exits(0).prints("GetCallerIdentity").prints("refused: it gives AWS credentials");
    let json = environment.run(&["wit", "sts", "--json"]).exits(0).json();
    assert_eq!(
        json[0],
        json!({"name": "sts:AssumeRole", "function": "assume-role", "method": "assume_role",
                               "effect": json[0]["effect"], "gives_credentials": true})
    );
    let s3 = environment.run(&["wit", "s3", "CreateBucket", "get-object", "delete_bucket"]);
    s3.exits(0).prints("package wasmidem:aws@0.1.0;").prints("interface s3 {");
    s3.prints("    create-bucket: func(input: json) -> result<json, failure>;\n");
    let functions = s3.stdout.matches(": func(").count();
    assert_eq!(functions, 3, "{s3}");
    assert!(environment.run(&["wit", "s3", "--all"]).exits(0).stdout.matches(": func(").count() > 90);
    environment.run(&["wit", "s33"]).exits(2).says("did you mean `s3`?");
    environment
        .run(&["wit", "s3", "CreateBuket", "GetObjet"])
        .exits(2)
        .says("`CreateBucket`")
        .says("`GetObject`");
    environment.run(&["wit", "sts", "AssumeRole"]).exits(2).says("which no module gets");
}
