//! A stand-in for EC2 that answers at once. It knows what it takes to make VPCs and nothing else.
//! The emulator, one Python process, takes some milliseconds for each call: with many calls at once
//! it would be what is measured.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use super::http::Message;
use super::proxy::Answers;

/// EC2 and STS in one. What it is told must not need escapes in XML.
#[derive(Default)]
pub struct StandIn {
    /// By id: what is said of each.
    vpcs: Mutex<BTreeMap<String, String>>,
}

/// The answer to a call, as XML: `Ok`, or the code of an error.
type Answer = Result<String, &'static str>;

impl StandIn {
    fn create_vpc(&self, form: &BTreeMap<String, String>) -> Answer {
        let block = form.get("CidrBlock").ok_or("MissingParameter")?;
        let mut vpcs = self.vpcs.lock().unwrap_or_else(PoisonError::into_inner);
        let number = vpcs.len() + 1;
        let id = format!("vpc-{number:017x}");
        let text = format!(
            "<vpcId>{id}</vpcId><ownerId>123456789012</ownerId><state>available</state>\
             <cidrBlock>{block}</cidrBlock><dhcpOptionsId>default</dhcpOptionsId><instanceTenancy>default\
             </instanceTenancy><isDefault>false</isDefault><cidrBlockAssociationSet><item><associationId>\
             vpc-cidr-assoc-{number:017x}</associationId><cidrBlock>{block}</cidrBlock><cidrBlockState>\
             <state>associated</state></cidrBlockState></item></cidrBlockAssociationSet><tagSet>{}</tagSet>",
            tags(form)
        );
        let answer = answered("CreateVpc", &format!("<vpc>{text}</vpc>"));
        vpcs.insert(id, text);
        Ok(answer)
    }

    fn describe_vpcs(&self, form: &BTreeMap<String, String>) -> Answer {
        let vpcs = self.vpcs.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = form.iter().filter(|(name, _)| name.starts_with("VpcId."));
        let items = wanted.map(|(_, id)| Some(format!("<item>{}</item>", vpcs.get(id)?)));
        let items: Option<String> = items.collect();
        let items = items.ok_or("InvalidVpcID.NotFound")?;
        Ok(answered("DescribeVpcs", &format!("<vpcSet>{items}</vpcSet>")))
    }

    fn describe_vpc_attribute(&self, form: &BTreeMap<String, String>) -> Answer {
        let vpcs = self.vpcs.lock().unwrap_or_else(PoisonError::into_inner);
        let id = form.get("VpcId").filter(|id| vpcs.contains_key(*id)).ok_or("InvalidVpcID.NotFound")?;
        let (name, value) = match form.get("Attribute").map(String::as_str) {
            Some("enableDnsSupport") => ("enableDnsSupport", true),
            Some("enableDnsHostnames") => ("enableDnsHostnames", false),
            _ => return Err("InvalidParameterValue"),
        };
        let text = format!("<vpcId>{id}</vpcId><{name}><value>{value}</value></{name}>");
        Ok(answered("DescribeVpcAttribute", &text))
    }
}

impl Answers for StandIn {
    fn answer(&self, request: &Message) -> io::Result<Message> {
        let form = request.form();
        let answer = match form.get("Action").map(String::as_str) {
            Some("CreateVpc") => self.create_vpc(&form),
            Some("DescribeVpcs") => self.describe_vpcs(&form),
            Some("DescribeVpcAttribute") => self.describe_vpc_attribute(&form),
            Some("GetCallerIdentity") => Ok(caller_identity()),
            _ => Err("InvalidAction"),
        };
        let (start, body) = match answer {
            Ok(body) => ("HTTP/1.1 200 OK", body),
            Err(code) => ("HTTP/1.1 400 Bad Request", refused(code)),
        };
        let headers = vec!["Content-Type: text/xml;charset=UTF-8".to_owned()];
        Ok(Message { start: start.to_owned(), headers, body: body.into_bytes() })
    }
}

/// The tags that are given to a new resource.
fn tags(form: &BTreeMap<String, String>) -> String {
    let given = (1..).map_while(|number| {
        let member = |name| form.get(&format!("TagSpecification.1.Tag.{number}.{name}"));
        Some((member("Key")?, member("Value")?))
    });
    given.map(|(key, value)| format!("<item><key>{key}</key><value>{value}</value></item>")).collect()
}

fn answered(action: &str, text: &str) -> String {
    let namespace = "http://ec2.amazonaws.com/doc/2016-11-15/";
    format!(
        "<{action}Response xmlns=\"{namespace}\"><requestId>stand-in</requestId>{text}</{action}Response>"
    )
}

fn refused(code: &str) -> String {
    format!(
        "<Response><Errors><Error><Code>{code}</Code><Message>the stand-in refuses this</Message></Error>\
         </Errors><RequestID>stand-in</RequestID></Response>"
    )
}

fn caller_identity() -> String {
    "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
     <GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/bench</Arn><UserId>AIDABENCH</UserId>\
     <Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>stand-in\
     </RequestId></ResponseMetadata></GetCallerIdentityResponse>"
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(stand_in: &StandIn, body: &str) -> (String, String) {
        let request = Message { start: "POST / HTTP/1.1".to_owned(), headers: Vec::new(), body: body.into() };
        let answer = stand_in.answer(&request).unwrap();
        (answer.start, String::from_utf8(answer.body).unwrap())
    }

    #[test]
    fn a_vpc_that_was_made_is_described() {
        let stand_in = StandIn::default();
        let tag = "TagSpecification.1.Tag.1.Key=Name&TagSpecification.1.Tag.1.Value=a";
        let (_, made) = ask(&stand_in, &format!("Action=CreateVpc&CidrBlock=10.1.0.0%2F16&{tag}"));
        let id = "vpc-00000000000000001";
        assert!(made.contains(&format!("<vpcId>{id}</vpcId>")), "{made}");
        let (start, described) = ask(&stand_in, &format!("Action=DescribeVpcs&VpcId.1={id}"));
        assert_eq!(start, "HTTP/1.1 200 OK");
        assert!(described.contains("<cidrBlock>10.1.0.0/16</cidrBlock>"), "{described}");
        assert!(described.contains("<key>Name</key><value>a</value>"), "{described}");
        let attribute = format!("Action=DescribeVpcAttribute&VpcId={id}&Attribute=enableDnsSupport");
        assert!(ask(&stand_in, &attribute).1.contains("<enableDnsSupport><value>true</value>"));
    }

    #[test]
    fn what_it_does_not_know_is_refused() {
        let stand_in = StandIn::default();
        for (body, code) in [
            ("Action=DescribeVpcs&VpcId.1=vpc-1", "InvalidVpcID.NotFound"),
            ("Action=DescribeVpcAttribute&VpcId=vpc-1&Attribute=enableDnsSupport", "InvalidVpcID.NotFound"),
            ("Action=CreateVpc", "MissingParameter"),
            ("Action=CreateSubnet", "InvalidAction"),
            ("", "InvalidAction"),
        ] {
            let (start, answer) = ask(&stand_in, body);
            assert_eq!(start, "HTTP/1.1 400 Bad Request");
            assert!(answer.contains(&format!("<Code>{code}</Code>")), "{body}: {answer}");
        }
    }
}
