//! What is common to all operations.

use super::*;

#[tokio::test]
async fn requests_have_names() {
    let page = |token: &str| {
        format!(
            "<DescribeVpcsResponse><vpcSet><item><vpcId>v</vpcId></item></vpcSet><nextToken>{token}</nextToken></DescribeVpcsResponse>"
        )
    };
    let regions = "<DescribeRegionsResponse><regionInfo/></DescribeRegionsResponse>";
    let deleted = "<DeleteVpcResponse><return>true</return></DeleteVpcResponse>";
    let refused = "<Response><Errors><Error><Code>X</Code><Message>m</Message></Error></Errors><RequestID>b</RequestID></Response>";
    let name = async |operation, input, answers: &[(u16, &str)]| match responded(
        operation,
        input,
        answers,
        Some("<r>"),
    )
    .await
    .0
    {
        Ok(response) => response.request_id,
        Err(failure) => failure.detail.and_then(|detail| detail["request_id"].as_str().map(str::to_owned)),
    };
    let repeated = responded("ec2:DeleteVpc", json!({"VpcId": "v"}), &[(200, deleted)], Some(TOKEN)).await.0;
    assert!(!repeated.unwrap().request_id.unwrap().contains(TOKEN), "an endpoint repeats what it was sent");
    assert_eq!(name("ec2:DescribeVpcs", json!({}), &[(200, &*page("t1"))]).await.as_deref(), Some("r-1"));
    assert_eq!(name("ec2:DescribeRegions", json!({}), &[(200, regions)]).await.as_deref(), Some("r-1"));
    let vpc = || json!({"VpcId": "vpc-1"});
    assert_eq!(name("ec2:DeleteVpc", vpc(), &[(200, deleted)]).await.as_deref(), Some("r-1"));
    assert_eq!(name("ec2:DeleteVpc", vpc(), &[(400, refused)]).await.as_deref(), Some("b"));
}

#[tokio::test]
async fn what_cannot_be_sent_is_not_sent() {
    for (operation, input, code, part) in [
        ("ec2:CreateVpc", json!({"CidrBlock": 7}), "aws.ec2.input", "`CidrBlock`"),
        ("ec2:RunInstance", json!({}), "aws.ec2.operation", "there is no operation `ec2:RunInstance`"),
        ("s4:ListBuckets", json!({}), "aws.s4.operation", "there is no operation `s4:ListBuckets`"),
        (
            "transcribestreaming:StartStreamTranscription",
            json!({}),
            "aws.transcribestreaming.operation",
            "there is no operation",
        ),
        ("kinesis:SubscribeToShard", json!({}), "aws.kinesis.unsupported", "a stream of events"),
        ("codecatalyst:ListSpaces", json!({}), "aws.codecatalyst.unsupported", "signed with `bearer`"),
    ] {
        let (result, requests) = answered(operation, input, &[]).await;
        let failure = result.unwrap_err();
        assert!(requests.is_empty());
        assert_eq!((failure.code.as_str(), failure.retryable, failure.ambiguous), (code, false, false));
        assert!(failure.message.contains(part), "{}", failure.message);
    }
}

/// One request for each protocol and way to sign.
#[tokio::test]
async fn requests_are_signed_as_the_service_asks() {
    for (operation, input, answer, scope) in [
        ("s3:ListBuckets", json!({}), "<ListAllMyBucketsResult/>", "eu-central-1/s3/aws4_request"),
        ("dynamodb:ListTables", json!({}), "{}", "eu-central-1/dynamodb/aws4_request"),
        ("lambda:ListFunctions", json!({}), "{}", "eu-central-1/lambda/aws4_request"),
        (
            "iam:ListUsers",
            json!({}),
            "<ListUsersResponse><ListUsersResult/></ListUsersResponse>",
            "us-east-1/iam/aws4_request",
        ),
        ("ec2:DescribeVpcs", json!({}), "<DescribeVpcsResponse/>", "eu-central-1/ec2/aws4_request"),
    ] {
        let (headers, result) = signed("real", operation, input, answer).await;
        result.unwrap();
        let authorization = headers["authorization"].to_str().unwrap();
        assert!(authorization.contains(scope), "{operation}: {authorization}");
        assert!(authorization.starts_with("AWS4-HMAC-SHA256 "), "{authorization}");
    }
    let anonymous =
        json!({"RoleArn": "arn:aws:iam::1:role/r", "RoleSessionName": "s1", "WebIdentityToken": "tokn"});
    let answer = "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult/></AssumeRoleWithWebIdentityResponse>";
    let (headers, result) = signed("real", "sts:AssumeRoleWithWebIdentity", anonymous, answer).await;
    result.unwrap();
    assert!(!headers.contains_key("authorization"), "{headers:?}");
    let input = json!({"Bucket": "arn:aws:s3::123456789012:accesspoint:mfzwi23gnjvgw.mrap", "Key": "k"});
    let (headers, result) = signed("real", "s3:HeadObject", input, "").await;
    result.unwrap();
    let authorization = headers["authorization"].to_str().unwrap();
    assert!(authorization.starts_with("AWS4-ECDSA-P256-SHA256 "), "{authorization}");
}

/// Calls with a profile; the headers that were sent, and what came of it.
async fn signed(
    profile: &str,
    operation: &str,
    input: Value,
    answer: &str,
) -> (http::HeaderMap, Result<Response, Failure>) {
    let (sender, receiver) = mpsc::channel();
    let answer = answer.to_owned();
    let client = infallible_client_fn(move |request: http::Request<SdkBody>| {
        sender.send(request.headers().clone()).unwrap();
        http::Response::builder().status(200).body(SdkBody::from(answer.clone())).unwrap()
    });
    let mut transport = AwsTransport::new(profiles("http://127.0.0.1:5000").await);
    transport.http = Http::fixed(client);
    let (service, name) = operation.split_once(':').unwrap();
    let result = transport.send_operation(profile, &OperationName::new(service, name), &input).await;
    (receiver.try_recv().unwrap_or_default(), result)
}
