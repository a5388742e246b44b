//! `wasmidem exec boto3.client.…`: operations of many services, with the results that boto3 has for the
//! same calls of the same emulator.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use wasmidem_tests::{Emulator, Finished, REGION, TestEnvironment, required};

/// Calls what it is asked for, a line each, as idem does: all pages, or the answer as it is.
const BOTO3: &str = r#"
import base64, datetime, json, sys
import boto3
clients = {}
def plain(value):
    if isinstance(value, dict): return {k: plain(v) for k, v in value.items() if k != 'ResponseMetadata'}
    if isinstance(value, list): return [plain(v) for v in value]
    if isinstance(value, bytes): return {'base64': base64.b64encode(value).decode()}
    if isinstance(value, datetime.datetime):
        value = value.astimezone(datetime.timezone.utc)
        fraction = ('.%06d' % value.microsecond).rstrip('0').rstrip('.')
        return value.strftime('%Y-%m-%dT%H:%M:%S') + fraction + 'Z'
    if hasattr(value, 'read'):
        return value.read().decode()
    return value
def given(value):
    if isinstance(value, dict):
        if list(value) == ['base64']: return base64.b64decode(value['base64'])
        return {k: given(v) for k, v in value.items()}
    if isinstance(value, list): return [given(v) for v in value]
    return value
for line in sys.stdin:
    service, operation, arguments = json.loads(line)
    client = clients.get(service)
    if client is None:
        client = clients[service] = boto3.client(service)
    try:
        # idem-aws's boto3 knows no pages of it
        if client.can_paginate(operation) and (service, operation) != ('s3', 'list_buckets'):
            ret = client.get_paginator(operation).paginate(**given(arguments)).build_full_result()
        else:
            ret = getattr(client, operation)(**given(arguments))
        print(json.dumps({'ret': plain(ret)}), flush=True)
    except Exception as error:
        print(json.dumps({'error': '%s: %s' % (type(error).__name__, error)}), flush=True)
"#;

struct Boto3 {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Boto3 {
    fn start(emulator: &Emulator) -> Self {
        let python = required("WASMIDEM_EMULATOR").with_file_name("python");
        let mut child = Command::new(python)
            .args(["-c", BOTO3])
            .env("AWS_ENDPOINT_URL", emulator.endpoint())
            .env("AWS_DEFAULT_REGION", REGION)
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the emulator's Python starts");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("it is piped"));
        Self { child, input, output }
    }

    fn call(&mut self, service: &str, operation: &str, arguments: &Value) -> Value {
        let line = json!([service, operation, arguments]);
        writeln!(self.input.as_mut().expect("it is piped"), "{line}").expect("it reads");
        let mut answer = String::new();
        self.output.read_line(&mut answer).expect("it answers");
        serde_json::from_str(&answer)
            .unwrap_or_else(|error| panic!("{service}.{operation}: {error}: {answer:?}"))
    }
}

impl Drop for Boto3 {
    fn drop(&mut self) {
        // It ends with its input.
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// Calls an operation with wasmidem.
fn exec(environment: &TestEnvironment, service: &str, operation: &str, arguments: &Value) -> Finished {
    let mut line = vec!["exec".to_owned(), format!("boto3.client.{service}.{operation}")];
    for (name, value) in arguments.as_object().expect("arguments have names") {
        line.push(format!("{name}={value}"));
    }
    line.extend(["--output".to_owned(), "json".to_owned()]);
    environment.run(&line)
}

/// What is done with the result of a call.
#[derive(Clone, Copy)]
enum Then {
    /// Nothing: it makes something.
    Made,
    /// The value at this pointer is called so in later calls.
    Named(&'static str, &'static str),
    /// boto3 is asked the same, and must answer the same.
    Same,
    /// The same, and this is at this pointer.
    Has(&'static str, &'static str),
    /// Both fail, in the same words.
    Fails,
}

use Then::{Fails, Has, Made, Named, Same};

type Case = (&'static str, &'static str, &'static str, Then);

const TRUST: &str = r#"{\"Version\": \"2012-10-17\", \"Statement\": []}"#;

const CASES: &[Case] = &[
    (
        "s3",
        "create_bucket",
        r#"{"Bucket": "box", "CreateBucketConfiguration": {"LocationConstraint": "us-west-1"}}"#,
        Made,
    ),
    (
        "s3",
        "put_object",
        r#"{"Bucket": "box", "Key": "a/b c", "Body": "hé\nllo", "Metadata": {"one": "1"}}"#,
        Made,
    ),
    ("s3", "get_object", r#"{"Bucket": "box", "Key": "a/b c"}"#, Has("/Body", "hé\nllo")),
    ("s3", "head_object", r#"{"Bucket": "box", "Key": "a/b c"}"#, Has("/Metadata/one", "1")),
    ("s3", "list_objects_v2", r#"{"Bucket": "box"}"#, Has("/Contents/0/Key", "a/b c")),
    ("s3", "list_buckets", "{}", Has("/Buckets/0/Name", "box")),
    (
        "s3",
        "put_bucket_tagging",
        r#"{"Bucket": "box", "Tagging": {"TagSet": [{"Key": "k", "Value": "v"}]}}"#,
        Made,
    ),
    ("s3", "get_bucket_tagging", r#"{"Bucket": "box"}"#, Has("/TagSet/0/Value", "v")),
    ("s3", "get_bucket_location", r#"{"Bucket": "box"}"#, Has("/LocationConstraint", "us-west-1")),
    ("s3", "get_object", r#"{"Bucket": "box", "Key": "none"}"#, Fails),
    (
        "dynamodb",
        "create_table",
        r#"{"TableName": "t", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "BillingMode": "PAY_PER_REQUEST"}"#,
        Made,
    ),
    (
        "dynamodb",
        "put_item",
        r#"{"TableName": "t", "Item": {"id": {"S": "1"}, "n": {"N": "7"}, "b": {"B": "bytes"}, "m": {"M": {"x": {"BOOL": true}}}}}"#,
        Made,
    ),
    (
        "dynamodb",
        "get_item",
        r#"{"TableName": "t", "Key": {"id": {"S": "1"}}}"#,
        Has("/Item/b/B/base64", "Ynl0ZXM="),
    ),
    ("dynamodb", "scan", r#"{"TableName": "t"}"#, Has("/Items/0/n/N", "7")),
    ("dynamodb", "describe_table", r#"{"TableName": "t"}"#, Has("/Table/TableStatus", "ACTIVE")),
    ("dynamodb", "list_tables", "{}", Has("/TableNames/0", "t")),
    ("dynamodb", "get_item", r#"{"TableName": "none", "Key": {"id": {"S": "1"}}}"#, Fails),
    (
        "sqs",
        "create_queue",
        r#"{"QueueName": "q", "Attributes": {"DelaySeconds": "5"}}"#,
        Named("QUEUE", "/QueueUrl"),
    ),
    ("sqs", "send_message", r#"{"QueueUrl": "$QUEUE", "MessageBody": "hi"}"#, Made),
    (
        "sqs",
        "get_queue_attributes",
        r#"{"QueueUrl": "$QUEUE", "AttributeNames": ["All"]}"#,
        Has("/Attributes/DelaySeconds", "5"),
    ),
    ("sqs", "list_queues", "{}", Same),
    ("sns", "create_topic", r#"{"Name": "topic"}"#, Named("TOPIC", "/TopicArn")),
    ("sns", "list_topics", "{}", Same),
    ("sns", "get_topic_attributes", r#"{"TopicArn": "$TOPIC"}"#, Same),
    ("iam", "create_role", r#"{"RoleName": "role", "AssumeRolePolicyDocument": "$TRUST"}"#, Made),
    (
        "iam",
        "get_role",
        r#"{"RoleName": "role"}"#,
        Has("/Role/AssumeRolePolicyDocument/Version", "2012-10-17"),
    ),
    ("iam", "list_roles", "{}", Has("/Roles/0/RoleName", "role")),
    ("iam", "get_role", r#"{"RoleName": "nobody"}"#, Fails),
    ("iam", "list_policies", r#"{"Scope": "Local"}"#, Same),
    ("ec2", "create_vpc", r#"{"CidrBlock": "10.9.0.0/16"}"#, Named("VPC", "/Vpc/VpcId")),
    (
        "ec2",
        "create_subnet",
        r#"{"VpcId": "$VPC", "CidrBlock": "10.9.1.0/24"}"#,
        Named("SUBNET", "/Subnet/SubnetId"),
    ),
    (
        "ec2",
        "create_tags",
        r#"{"Resources": ["$VPC", "$SUBNET"], "Tags": [{"Key": "Name", "Value": "x"}]}"#,
        Made,
    ),
    (
        "ec2",
        "describe_vpcs",
        r#"{"Filters": [{"Name": "tag:Name", "Values": ["x"]}]}"#,
        Has("/Vpcs/0/CidrBlock", "10.9.0.0/16"),
    ),
    ("ec2", "describe_subnets", r#"{"SubnetIds": ["$SUBNET"]}"#, Has("/Subnets/0/Tags/0/Value", "x")),
    ("ec2", "describe_availability_zones", "{}", Same),
    ("ec2", "describe_route_tables", "{}", Same),
    ("ec2", "describe_vpcs", r#"{"VpcIds": ["vpc-12345678"]}"#, Fails),
    ("kms", "create_key", r#"{"Description": "d"}"#, Named("KEY", "/KeyMetadata/KeyId")),
    ("kms", "describe_key", r#"{"KeyId": "$KEY"}"#, Has("/KeyMetadata/Description", "d")),
    (
        "kms",
        "encrypt",
        r#"{"KeyId": "$KEY", "Plaintext": "secret"}"#,
        Named("CIPHER", "/CiphertextBlob/base64"),
    ),
    ("kms", "decrypt", r#"{"CiphertextBlob": {"base64": "$CIPHER"}}"#, Has("/Plaintext/base64", "c2VjcmV0")),
    ("lambda", "list_functions", "{}", Same),
    ("lambda", "get_function", r#"{"FunctionName": "none"}"#, Fails),
    ("logs", "create_log_group", r#"{"logGroupName": "group"}"#, Made),
    ("logs", "describe_log_groups", "{}", Has("/logGroups/0/logGroupName", "group")),
    (
        "cloudwatch",
        "put_metric_alarm",
        r#"{"AlarmName": "alarm", "Namespace": "n", "MetricName": "m", "Period": 60, "EvaluationPeriods": 1,
        "Threshold": 1.5, "ComparisonOperator": "GreaterThanThreshold", "Statistic": "Sum"}"#,
        Made,
    ),
    ("cloudwatch", "describe_alarms", "{}", Has("/MetricAlarms/0/AlarmName", "alarm")),
    ("events", "put_rule", r#"{"Name": "rule", "ScheduleExpression": "rate(5 minutes)"}"#, Made),
    ("events", "describe_rule", r#"{"Name": "rule"}"#, Has("/ScheduleExpression", "rate(5 minutes)")),
    ("events", "list_rules", "{}", Same),
    ("secretsmanager", "create_secret", r#"{"Name": "s", "SecretString": "abc"}"#, Made),
    ("secretsmanager", "get_secret_value", r#"{"SecretId": "s"}"#, Has("/SecretString", "abc")),
    ("secretsmanager", "get_secret_value", r#"{"SecretId": "none"}"#, Fails),
    ("ssm", "put_parameter", r#"{"Name": "/p", "Value": "v", "Type": "String"}"#, Made),
    ("ssm", "get_parameter", r#"{"Name": "/p"}"#, Has("/Parameter/Value", "v")),
    ("ssm", "get_parameters_by_path", r#"{"Path": "/"}"#, Same),
    (
        "route53",
        "create_hosted_zone",
        r#"{"Name": "example.com.", "CallerReference": "1"}"#,
        Named("ZONE", "/HostedZone/Id"),
    ),
    ("route53", "list_hosted_zones", "{}", Has("/HostedZones/0/Name", "example.com.")),
    ("route53", "list_resource_record_sets", r#"{"HostedZoneId": "$ZONE"}"#, Same),
    ("sts", "get_caller_identity", "{}", Has("/Account", "123456789012")),
    ("kinesis", "create_stream", r#"{"StreamName": "s", "ShardCount": 2}"#, Made),
    ("kinesis", "describe_stream", r#"{"StreamName": "s"}"#, Has("/StreamDescription/StreamName", "s")),
    ("ecr", "create_repository", r#"{"repositoryName": "repo"}"#, Made),
    ("ecr", "describe_repositories", "{}", Has("/repositories/0/repositoryName", "repo")),
    ("ecs", "create_cluster", r#"{"clusterName": "c"}"#, Made),
    ("ecs", "describe_clusters", r#"{"clusters": ["c"]}"#, Has("/clusters/0/clusterName", "c")),
    ("ecs", "list_clusters", "{}", Same),
    (
        "rds",
        "create_db_parameter_group",
        r#"{"DBParameterGroupName": "g", "DBParameterGroupFamily": "mysql8.0", "Description": "d"}"#,
        Made,
    ),
    ("rds", "describe_db_parameter_groups", "{}", Has("/DBParameterGroups/0/DBParameterGroupName", "g")),
    (
        "cloudformation",
        "create_stack",
        r#"{"StackName": "st", "TemplateBody": "{\"Resources\": {\"t\": {\"Type\": \"AWS::SNS::Topic\"}}}"}"#,
        Made,
    ),
    ("cloudformation", "describe_stacks", r#"{"StackName": "st"}"#, Has("/Stacks/0/StackName", "st")),
    ("apigateway", "create_rest_api", r#"{"name": "api"}"#, Made),
    ("apigateway", "get_rest_apis", "{}", Has("/items/0/name", "api")),
    ("cognito-idp", "create_user_pool", r#"{"PoolName": "pool"}"#, Made),
    ("cognito-idp", "list_user_pools", r#"{"MaxResults": 10}"#, Has("/UserPools/0/Name", "pool")),
    ("glue", "create_database", r#"{"DatabaseInput": {"Name": "db"}}"#, Made),
    ("glue", "get_databases", "{}", Has("/DatabaseList/0/Name", "db")),
    (
        "stepfunctions",
        "create_state_machine",
        r#"{"name": "m", "definition": "{}", "roleArn": "arn:aws:iam::123456789012:role/role"}"#,
        Made,
    ),
    ("stepfunctions", "list_state_machines", "{}", Has("/stateMachines/0/name", "m")),
    ("acm", "request_certificate", r#"{"DomainName": "example.com"}"#, Named("CERT", "/CertificateArn")),
    (
        "acm",
        "describe_certificate",
        r#"{"CertificateArn": "$CERT"}"#,
        Has("/Certificate/DomainName", "example.com"),
    ),
];

/// Without what boto3 says of an answer besides.
fn answer(outcome: &Value) -> Value {
    let mut ret = outcome["ret"].clone();
    if let Some(members) = ret.as_object_mut() {
        members.remove("ResponseMetadata");
    }
    ret
}

#[test]
fn operations_of_many_services_have_the_results_of_boto3() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    let mut boto3 = Boto3::start(&emulator);
    let mut names: BTreeMap<&str, String> = BTreeMap::from([("TRUST", TRUST.to_owned())]);
    for (service, operation, arguments, then) in CASES {
        let mut text = (*arguments).to_owned();
        for (name, value) in &names {
            text = text.replace(&format!("${name}"), value);
        }
        let arguments: Value = serde_json::from_str(&text).expect("the case is JSON");
        let case = format!("{service}.{operation} {arguments}");
        let run = exec(&environment, service, operation, &arguments);
        let outcome = run.json();
        assert_eq!(outcome["ref"], format!("exec.boto3.client.{service}._client_caller"), "{case}");
        if let Fails = then {
            run.exits(1);
            let expected = boto3.call(service, operation, &arguments);
            assert_eq!(outcome["comment"], json!([expected["error"]]), "{case}: {run}");
            assert_eq!((&outcome["result"], &outcome["ret"]), (&json!(false), &json!(null)), "{case}");
            continue;
        }
        run.exits(0);
        assert_eq!(outcome["result"], true, "{case}: {run}");
        let mut members: Vec<&str> =
            outcome["ret"].as_object().expect("members").keys().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(outcome["comment"], json!(members), "{case}");
        if let Named(name, pointer) = then {
            let value = outcome["ret"].pointer(pointer).and_then(Value::as_str);
            names.insert(name, value.unwrap_or_else(|| panic!("{case} has no {pointer}: {run}")).to_owned());
        }
        if let Same | Has(..) = then {
            let expected = boto3.call(service, operation, &arguments);
            assert_eq!(answer(&outcome), expected["ret"], "{case}: {expected}");
        }
        if let Has(pointer, value) = then {
            assert_eq!(outcome["ret"].pointer(pointer), Some(&json!(value)), "{case}: {run}");
        }
    }
    let services: BTreeSet<&str> = CASES.iter().map(|(service, ..)| *service).collect();
    assert!(CASES.len() >= 60 && services.len() >= 20, "{} cases of {services:?}", CASES.len());
}
