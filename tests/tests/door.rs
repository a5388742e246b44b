//! The door to every operation of AWS: what a component may import of it, and what refuses it.

use wasmidem_tests::{Emulator, TestEnvironment, module};

/// A component that imports a function of a service, and is otherwise good for nothing.
fn importing(service: &str, function: &str) -> Vec<u8> {
    let text = format!(
        r#"(component (import "wasmidem:aws/{service}@0.1.0" (instance (export "{function}" (func)))))"#
    );
    wat::parse_str(text).unwrap()
}

#[test]
fn what_does_not_exist_is_refused_at_load_with_a_suggestion() {
    let environment = TestEnvironment::new();
    environment.write("states.sls", "a:\n  time.sleep:\n    - duration: 0\n");
    for (service, function, told, help) in [
        ("dynamodbb", "put-item", "AWS has no service `dynamodbb`", "`dynamodb` may be meant"),
        ("dynamodb", "put-itme", "`dynamodb` has no such operation", "`PutItem` may be meant"),
        (
            "sts",
            "get-session-token",
            "whose answer has AWS credentials in it",
            "the host alone holds credentials",
        ),
    ] {
        environment.write("odd.wasm", importing(service, function));
        let refused = environment.run(&["run", "odd.wasm", "states.sls"]);
        refused.exits(7).says(told).says(help);
    }
}

#[test]
fn a_policy_refuses_by_name_before_anything_is_compiled() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    environment.write("states.sls", "it:\n  aws.s3.bucket.present:\n    - name: it-bucket\n    - create_bucket_configuration: {LocationConstraint: us-west-1}\n");
    environment.write(
        "p.cedar",
        "permit (principal, action, resource);\nforbid (principal, action == Action::\"s3:CreateBucket\", resource);\n",
    );
    let bucket = module("s3_bucket");
    let arguments = ["run", bucket.to_str().unwrap(), "states.sls", "--policy", "p.cedar"];
    let refused = environment.run(&arguments);
    refused.exits(4).says("`s3:CreateBucket`").says("p.cedar:2:1");

    // A group is enough to permit what the module needs.
    environment.write("p.cedar", "permit (principal, action in Action::\"s3\", resource);\n");
    environment.run(&arguments).exits(0);
    environment.write("p.cedar", "permit (principal, action == Action::\"s3:CreateBuckets\", resource);\n");
    environment.run(&arguments).exits(3).says("did you mean `s3:CreateBucket`?");
}
