//! What is common to all operations.

use super::*;

#[tokio::test]
async fn pages_are_joined() {
    let page = |id: &str, token: &str| {
        format!(
            "<DescribeVpcsResponse><vpcSet><item><vpcId>{id}</vpcId></item></vpcSet><nextToken>{token}</nextToken></DescribeVpcsResponse>"
        )
    };
    let (first, second, last) = (page("vpc-1", "t1"), page("vpc-2", "t2"), page("vpc-3", ""));
    let answers = [(200, first.as_str()), (200, &second), (200, &last)];
    let (result, requests) = answered("ec2:DescribeVpcs", json!({"VpcIds": ["a"]}), &answers).await;
    assert_eq!(result, Ok(json!({"Vpcs": [{"VpcId": "vpc-1"}, {"VpcId": "vpc-2"}, {"VpcId": "vpc-3"}]})));
    let tokens: Vec<_> = requests.iter().map(|(_, form)| form.get("NextToken").map(String::as_str)).collect();
    assert_eq!(tokens, [None, Some("t1"), Some("t2")]);
    assert!(requests.iter().all(|(_, form)| form["VpcId.1"] == "a"));

    let (result, requests) = answered("ec2:DescribeVpcs", json!({}), &[(200, &first), (200, &first)]).await;
    assert_eq!((result.unwrap_err().code.as_str(), requests.len()), ("aws.response", 2));
    let empty = "<DescribeVpcsResponse><requestId>r</requestId></DescribeVpcsResponse>";
    assert_eq!(answered("ec2:DescribeVpcs", json!({}), &[(200, empty)]).await.0, Ok(json!({"Vpcs": []})));
}

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
    let pages = [(200, &*page("t1")), (200, &*page(""))];
    assert_eq!(name("ec2:DescribeVpcs", json!({}), &pages).await.as_deref(), Some("r-2"));
    assert_eq!(name("ec2:DescribeRegions", json!({}), &[(200, regions)]).await.as_deref(), Some("r-1"));
    let vpc = || json!({"VpcId": "vpc-1"});
    assert_eq!(name("ec2:DeleteVpc", vpc(), &[(200, deleted)]).await.as_deref(), Some("r-1"));
    assert_eq!(name("ec2:DeleteVpc", vpc(), &[(400, refused)]).await.as_deref(), Some("r-1"));
}

#[tokio::test]
async fn wrong_input_is_not_sent() {
    for (operation, input, code, part) in [
        (
            "ec2:CreateVpc",
            json!({"CidrBlok": "x"}),
            "aws.ec2.input",
            "`CidrBlok` is not known; `CidrBlock` may be meant",
        ),
        (
            "ec2:CreateVpc",
            json!({"Ipv4NetmaskLength": "16"}),
            "aws.ec2.input",
            "`Ipv4NetmaskLength` must be a number, not a string",
        ),
        (
            "ec2:CreateVpc",
            json!({"TagSpecifications": [{"Tags": [{"Key": 1}]}]}),
            "aws.ec2.input",
            "`TagSpecifications[0].Tags[0].Key` must be a string, not a number",
        ),
        ("sts:GetCallerIdentity", json!({"a": 1}), "aws.sts.input", "`a` is not known"),
        ("ec2:RunInstances", json!({}), "aws.ec2.operation", "there is no operation `ec2:RunInstances`"),
        ("s3:ListBuckets", json!({}), "aws.s3.operation", "there is no operation `s3:ListBuckets`"),
    ] {
        let (result, requests) = answered(operation, input, &[]).await;
        let failure = result.unwrap_err();
        assert!(requests.is_empty());
        assert_eq!((failure.code.as_str(), failure.retryable, failure.ambiguous), (code, false, false));
        assert!(failure.message.contains(part), "{}", failure.message);
    }
}

#[tokio::test]
async fn every_operation_of_the_gate_is_here() {
    for operation in wasmidem_gateway::operations() {
        let name = &operation.name;
        let found = match name.service.as_str() {
            "ec2" => ec2::find(&name.name).is_some(),
            _ => sts::find(&name.name).is_some(),
        };
        assert!(found, "{name}");
    }
}
