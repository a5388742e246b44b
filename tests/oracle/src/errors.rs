//! Errors are understood alike.

use serde_json::json;

use crate::clients::{self, Answer, HERE};
use crate::operation::Refused;
use crate::ours;

#[test]
fn errors_are_understood_as_by_the_clients() {
    let ec2 = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code>\
               <Message>The vpc ID 'vpc-0a&amp;b' does not exist</Message></Error></Errors>\
               <RequestID>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestID></Response>";
    let sts = "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
               <Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message>\
               </Error><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ErrorResponse>";
    let cases = [
        ("ec2", "DescribeVpcs", json!({}), 400, ec2),
        ("ec2", "DeleteVpc", json!({"VpcId": "vpc-1"}), 400, ec2),
        ("sts", "GetCallerIdentity", json!({}), 403, sts),
    ];
    for (service, name, input, status, body) in cases {
        let answer = Answer { status, body: body.to_owned() };
        let ours = ours::error(service, name, &answer);
        let theirs = clients::call(service, name, &input, answer, HERE).result.expect_err(name);
        assert_eq!(Refused { code: ours.code, message: Some(ours.message) }, theirs, "{name}");
    }
}
