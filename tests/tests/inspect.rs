//! What `module inspect` says of the modules that come with the program: exactly what their sources
//! use, read from the binaries.

#[path = "inspect/services.rs"]
mod services;

use serde_json::{Value, json};
use wasmidem_tests::{TestEnvironment, module, required, test_module};

/// A module: its name, what it offers, which operations it reads with, and which it writes with.
type Expected = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// Written by hand from the sources.
const MODULES: [Expected; 10] = [
    (
        "ec2_vpc",
        &["aws.ec2.vpc"],
        &["ec2:DescribeVpcAttribute", "ec2:DescribeVpcs"],
        &[
            "ec2:AssociateVpcCidrBlock",
            "ec2:CreateTags",
            "ec2:CreateVpc",
            "ec2:DeleteTags",
            "ec2:DeleteVpc",
            "ec2:DisassociateVpcCidrBlock",
            "ec2:ModifyVpcAttribute",
        ],
    ),
    (
        "ec2_subnet",
        &["aws.ec2.subnet"],
        &["ec2:DescribeSubnets"],
        &[
            "ec2:AssociateSubnetCidrBlock",
            "ec2:CreateSubnet",
            "ec2:CreateTags",
            "ec2:DeleteSubnet",
            "ec2:DeleteTags",
            "ec2:DisassociateSubnetCidrBlock",
            "ec2:ModifySubnetAttribute",
        ],
    ),
    (
        "ec2_internet_gateway",
        &["aws.ec2.internet_gateway"],
        &["ec2:DescribeInternetGateways"],
        &[
            "ec2:AttachInternetGateway",
            "ec2:CreateInternetGateway",
            "ec2:CreateTags",
            "ec2:DeleteInternetGateway",
            "ec2:DeleteTags",
            "ec2:DetachInternetGateway",
        ],
    ),
    (
        "ec2_route_table",
        &["aws.ec2.route_table"],
        &["ec2:DescribeRouteTables"],
        &[
            "ec2:CreateRoute",
            "ec2:CreateRouteTable",
            "ec2:CreateTags",
            "ec2:DeleteRoute",
            "ec2:DeleteRouteTable",
            "ec2:DeleteTags",
            "ec2:ReplaceRoute",
        ],
    ),
    (
        "ec2_route_table_association",
        &["aws.ec2.route_table_association"],
        &["ec2:DescribeRouteTables"],
        &["ec2:AssociateRouteTable", "ec2:DisassociateRouteTable"],
    ),
    (
        "ec2_security_group",
        &["aws.ec2.security_group"],
        &["ec2:DescribeSecurityGroups"],
        &["ec2:CreateSecurityGroup", "ec2:CreateTags", "ec2:DeleteSecurityGroup", "ec2:DeleteTags"],
    ),
    (
        "ec2_security_group_rule",
        &["aws.ec2.security_group_rule"],
        &["ec2:DescribeSecurityGroupRules"],
        &[
            "ec2:AuthorizeSecurityGroupEgress",
            "ec2:AuthorizeSecurityGroupIngress",
            "ec2:CreateTags",
            "ec2:DeleteTags",
            "ec2:ModifySecurityGroupRules",
            "ec2:RevokeSecurityGroupEgress",
            "ec2:RevokeSecurityGroupIngress",
        ],
    ),
    ("sts_identity", &["aws.sts.caller_identity.get"], &["sts:GetCallerIdentity"], &[]),
    (
        "exec_test",
        &[
            "test.aecho",
            "test.afail",
            "test.aping",
            "test.echo",
            "test.event",
            "test.fail",
            "test.ping",
            "test.reconcile_with_rerun_data",
        ],
        &[],
        &[],
    ),
    (
        "test",
        // the states are compared below by a few; the list is the module's own business
        &["test.fail", "test.nop", "test.succeed_with_changes"],
        &[],
        &[],
    ),
];

fn inspect(name: &str) -> Value {
    let environment = TestEnvironment::new();
    let file = module(name);
    let run = environment.run(&["module".as_ref(), "inspect".as_ref(), file.as_os_str(), "--json".as_ref()]);
    run.exits(0).json()
}

fn paths(report: &Value) -> Vec<String> {
    let of = |kind: &str| report[kind].as_array().cloned().unwrap_or_default();
    let mut paths: Vec<String> = of("resources")
        .iter()
        .chain(&of("functions"))
        .filter_map(|offer| Some(offer["path"].as_str()?.to_owned()))
        .collect();
    paths.sort();
    paths
}

#[test]
fn operations_are_those_of_the_sources() {
    for (name, offered, reads, writes) in MODULES.into_iter().chain(services::MODULES) {
        let report = inspect(name);
        assert_eq!(report["name"], name);
        assert_eq!(report["operations"], json!({"read": reads, "write": writes}), "{name}");
        let paths = paths(&report);
        let missing: Vec<_> = offered.iter().filter(|path| !paths.contains(&(**path).to_owned())).collect();
        assert!(missing.is_empty(), "{name} lacks {missing:?}: it has {paths:?}");
        assert!(name == "test" || paths.len() == offered.len(), "{name} offers more: {paths:?}");
        let services = report["host_services"].as_array().cloned().unwrap_or_default();
        let harmless = |service: &Value| service == "log" || service == "context.region";
        assert!(services.iter().all(harmless), "{name}: {services:?}");
    }
}

#[test]
fn no_module_is_left_out() {
    let folder = required("WASMIDEM_MODULES_DIR");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the modules are there")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "wasm"))
        .map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let mut known: Vec<&str> = MODULES.iter().chain(&services::MODULES).map(|(name, ..)| *name).collect();
    known.sort_unstable();
    assert_eq!(names, known, "enter a new module into the list of this test");
}

#[test]
fn json_has_this_shape() {
    let report = inspect("ec2_vpc");
    let keys: Vec<&String> = report.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        [
            "name",
            "digest",
            "signer",
            "lock",
            "size",
            "wit_version",
            "resources",
            "functions",
            "operations",
            "host_services",
            "policy_actions",
            "wasi"
        ]
    );
    let digest =
        report["digest"].as_str().and_then(|digest| digest.strip_prefix("sha256:")).expect("a SHA-256");
    assert!(digest.len() == 64 && digest.chars().all(|digit| digit.is_ascii_hexdigit()));
    let size = std::fs::metadata(module("ec2_vpc")).expect("it is there").len();
    assert_eq!(report["size"], size);
    assert_eq!(report["wit_version"], "0.1.0");
    let vpc = &report["resources"][0];
    assert_eq!(vpc["path"], "aws.ec2.vpc");
    assert_eq!(vpc["schema"]["type"], "object");
    let members = vpc["schema"]["properties"].as_object().expect("members");
    assert!(members.contains_key("cidr_block_association_set") && members.contains_key("tags"));
    assert_eq!(members["instance_tenancy"]["x-create-only"], true);
    assert!(
        members
            .values()
            .all(|member| { member["description"].as_str().is_some_and(|text| !text.is_empty()) })
    );
}

#[test]
fn people_can_read_it() {
    let environment = TestEnvironment::new();
    // a bare name is looked for among the modules that come with the program
    let run = environment.run(&["module", "inspect", "ec2_vpc.wasm"]);
    run.exits(0)
        .prints("module ec2_vpc")
        .prints("\nmanages\n  aws.ec2.vpc ")
        .prints("\nmay ask AWS to read\n  ec2:DescribeVpcAttribute\n  ec2:DescribeVpcs\n\n")
        .prints("\nmay ask AWS to change\n  ec2:AssociateVpcCidrBlock\n")
        .prints("interfaces    wasmidem 0.1.0");
    assert!(run.stderr.is_empty() && !run.stdout.contains('\u{1b}'), "{run}");
    environment
        .run(&["module", "inspect", "test.wasm"])
        .exits(0)
        .prints("may ask AWS to change\n  nothing\n");
}

#[test]
fn hostile_modules_show_what_they_want() {
    let environment = TestEnvironment::new();
    let file = test_module("hostile");
    let report = environment
        .run(&["module".as_ref(), "inspect".as_ref(), file.as_os_str(), "--json".as_ref()])
        .exits(0)
        .json();
    let operations = json!({"read": ["sts:GetCallerIdentity"], "write": ["ec2:CreateVpc", "ec2:DeleteVpc"]});
    assert_eq!(report["operations"], operations);
}

#[test]
fn what_is_no_module_is_refused() {
    let environment = TestEnvironment::new();
    environment.write("text.wasm", "(component)");
    for (file, code, fragment) in [
        ("text.wasm", "module-not-wasm", "is not a WebAssembly file"),
        ("ec2_vcp.wasm", "module-missing", "did you mean `ec2_vpc.wasm`"),
        ("no/such.wasm", "module-missing", "there is no module `no/such.wasm`"),
        (".", "module-unreadable", "it is not a file"),
    ] {
        let run = environment.run(&["module", "inspect", file, "--json"]);
        run.exits(7).says(fragment);
        assert_eq!(run.json()["errors"][0]["code"], code, "{run}");
        environment.run(&["module", "inspect", file]).exits(7).says(fragment);
    }
}
