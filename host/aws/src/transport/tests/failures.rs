//! What becomes of attempts that do not succeed.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use super::*;

fn error(code: &str, message: &str) -> String {
    format!(
        "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>"
    )
}

#[tokio::test]
async fn errors_of_aws() {
    let body = error("InvalidVpcID.NotFound", "The vpc ID 'vpc-1' does not exist.");
    let (result, requests) = answered("ec2:DeleteVpc", json!({"VpcId": "vpc-1"}), &[(400, &body)]).await;
    let failure = result.unwrap_err();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].0.contains("lib/wasmidem/"), "{}", requests[0].0);
    assert_eq!((failure.cause, failure.code.as_str()), (Cause::NotFound, "aws.ec2.InvalidVpcID.NotFound"));
    assert_eq!(failure.message, "The vpc ID 'vpc-1' does not exist (ec2:DeleteVpc)");
    let detail = json!({
        "request_id": "r-1", "aws_message": "The vpc ID 'vpc-1' does not exist.", "status": 400, "service": "ec2",
        "operation": "DeleteVpc",
    });
    assert_eq!(failure.detail.as_deref(), Some(&detail));

    // each is sent once: the gate retries
    for (status, code, cause) in
        [(503, "RequestLimitExceeded", Cause::Throttled), (500, "InternalError", Cause::Other)]
    {
        let (result, requests) =
            answered("ec2:DeleteVpc", json!({"VpcId": "v"}), &[(status, &error(code, "m"))]).await;
        let failure = result.unwrap_err();
        assert_eq!(
            (failure.cause, failure.retryable, failure.ambiguous, requests.len()),
            (cause, true, false, 1),
            "{code}"
        );
    }
    let body = "<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>m</Message></Error><RequestId>r-2</RequestId></ErrorResponse>";
    let failure = answered("sts:GetCallerIdentity", json!({}), &[(403, body)]).await.0.unwrap_err();
    assert_eq!((failure.blame, failure.code.as_str()), (Blame::Credentials, "aws.sts.ExpiredToken"));
    assert!(failure.help().unwrap().contains("expired"));
    assert_eq!(failure.detail.as_deref().unwrap()["request_id"], "r-2");
}

/// What fails with 500 may have been done. Twice does harm only where something is made or added.
#[tokio::test]
async fn what_adds_is_in_doubt_after_an_error_of_the_server() {
    let body = json!({"__type": "InternalServerError", "message": "m"}).to_string();
    for (operation, ambiguous) in [
        ("dynamodb:CreateTable", true),
        ("dynamodb:UpdateItem", true),
        ("dynamodb:PutItem", false),
        ("dynamodb:DeleteItem", false),
        ("kinesis:PutRecord", true),
        ("firehose:PutRecordBatch", true),
        ("events:PutEvents", true),
        ("events:PutRule", false),
        ("logs:PutLogEvents", true),
        ("logs:PutRetentionPolicy", false),
        ("xray:PutTraceSegments", true),
    ] {
        let failure = answered(operation, json!({}), &[(500, &body)]).await.0.unwrap_err();
        assert_eq!((failure.ambiguous, failure.retryable), (ambiguous, true), "{operation}");
    }
}

#[tokio::test]
async fn no_secret_comes_back() {
    let echo = format!("you sent {TOKEN} and {SECRET}");
    for code in ["SignatureDoesNotMatch", "InvalidParameterValue", SECRET] {
        let failure =
            answered("ec2:DeleteVpc", json!({}), &[(403, &error(code, &echo))]).await.0.unwrap_err();
        assert!(!format!("{failure:?}").contains("canary"), "{failure:?}");
    }
}

#[tokio::test]
async fn a_200_without_an_answer_is_no_success() {
    for body in [
        "",
        "oops",
        "{}",
        "<html>oops",
        "<html>login</html>",
        "<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-1</vpcId></item>",
        "<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet><ne",
    ] {
        for operation in ["ec2:DescribeVpcs", "ec2:DeleteVpc", "ec2:CreateVpc", "sts:GetCallerIdentity"] {
            let failure = answered(operation, json!({}), &[(200, body)]).await.0.unwrap_err();
            assert_eq!(
                (failure.code.as_str(), failure.ambiguous, failure.retryable),
                ("aws.response", true, true),
                "{operation} {body}"
            );
            assert!(!failure.message.contains("oops"), "{}", failure.message);
        }
    }
}

#[tokio::test]
async fn a_status_of_someone_else() {
    for (status, ambiguous, retryable) in
        [(502, true, true), (503, true, true), (301, true, false), (403, false, false), (407, false, false)]
    {
        let failure =
            answered("ec2:CreateVpc", json!({}), &[(status, "<html>no</html>")]).await.0.unwrap_err();
        assert_eq!((failure.ambiguous, failure.retryable), (ambiguous, retryable), "{status}");
        assert!(failure.message.contains(&status.to_string()), "{}", failure.message);
    }
}

/// A call to a server that treats its one connection so.
async fn over_socket(serve: impl FnOnce(TcpStream) + Send + 'static) -> Failure {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 16 * 1024];
        let length = stream.read(&mut request).unwrap();
        assert!(length > 0);
        serve(stream);
    });
    let failure = call(&format!("http://{address}"), "default").await.unwrap_err();
    server.join().unwrap();
    failure
}

async fn call(endpoint: &str, profile: &str) -> Result<Value, Failure> {
    let timeouts = Timeouts { connect: Duration::from_millis(300), read: Duration::from_millis(300) };
    let mut transport = AwsTransport::new(profiles(endpoint).await);
    transport.http = Http::with_timeouts(timeouts);
    let (name, input) = (OperationName::new("ec2", "DeleteVpc"), json!({"VpcId": "vpc-1"}));
    transport.send_operation(profile, &name, &input).await.map(|response| response.output)
}

#[tokio::test]
async fn broken_connections_are_ambiguous() {
    let closed = over_socket(drop).await;
    assert_eq!(
        (closed.code.as_str(), closed.cause, closed.ambiguous, closed.retryable),
        ("aws.connection", Cause::Other, true, true)
    );
    let silent = over_socket(|_stream| thread::sleep(Duration::from_millis(500))).await;
    assert_eq!((silent.code.as_str(), silent.cause, silent.ambiguous), ("aws.timeout", Cause::Timeout, true));
    let cut = over_socket(|mut stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<DeleteVpcResponse>").unwrap();
    })
    .await;
    assert_eq!((cut.code.as_str(), cut.ambiguous), ("aws.response", true), "{cut:?}");
    let dripping = over_socket(|mut stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<De").unwrap();
        thread::sleep(Duration::from_millis(900));
    })
    .await;
    assert_eq!((dripping.code.as_str(), dripping.ambiguous), ("aws.timeout", true), "{dripping:?}");
}

#[tokio::test]
async fn what_was_never_sent_is_not_ambiguous() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for endpoint in
        [format!("http://{free}"), format!("https://{free}"), "http://nowhere.invalid:80".to_owned()]
    {
        let refused = call(&endpoint, "default").await.unwrap_err();
        assert_eq!(
            (refused.code.as_str(), refused.ambiguous, refused.retryable),
            ("aws.connect", false, true),
            "{refused:?}"
        );
        let host = endpoint.split("//").nth(1).unwrap();
        assert!(refused.message.contains(host), "{}", refused.message);
        assert!(refused.help().unwrap().contains("endpoint_url"));
    }
    let failure = call("http://127.0.0.1:1", "homeless").await.unwrap_err();
    assert_eq!((failure.code.as_str(), failure.blame), ("credentials.region", Blame::Credentials));
    let failure = call("http://127.0.0.1:1", "defualt").await.unwrap_err();
    assert_eq!(failure.code, "credentials.profile");
}
