//! The paths of the exec functions that come with the program.

use wasmidem_contract::{Blame, Cause, Effect, Failure, OperationName, nearest};
use wasmidem_models::{Catalogue, OperationSummary, Resources};

/// What a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path<'a> {
    /// `boto3.client.SERVICE.METHOD`
    Client {
        /// The service.
        service: &'a str,
        /// The operation.
        operation: &'static OperationSummary,
    },
    /// `boto3.client.SERVICE.COLLECTION.search`
    Search {
        /// The service.
        service: &'a str,
        /// What is searched, such as `vpc`.
        collection: &'a str,
    },
    /// `boto3.resource.SERVICE.NAME`, and what is wanted of it.
    Resource {
        /// The service.
        service: &'a str,
        /// A type of resources, such as `Vpc`, or something of the service itself, such as `create_vpc`.
        name: &'a str,
        /// Something of that, such as `subnets`.
        member: Option<&'a str>,
    },
    /// `aws.sts.caller_identity.get`
    Identity,
    /// `aws.sts.assume_role.credentials`
    AssumeRole,
    /// `aws.data.lookup`
    Lookup,
    /// `aws.arn.build`
    ArnBuild,
    /// `aws.arn.parse`
    ArnParse,
}

/// The paths that are not those of boto3.
pub const PLAIN: [(&str, Path<'static>); 5] = [
    ("aws.arn.build", Path::ArnBuild),
    ("aws.arn.parse", Path::ArnParse),
    ("aws.data.lookup", Path::Lookup),
    ("aws.sts.assume_role.credentials", Path::AssumeRole),
    ("aws.sts.caller_identity.get", Path::Identity),
];

/// Why a path of boto3 names nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Unknown {
    /// What and why, for people.
    pub failure: Failure,
    /// The same in the words of idem, for its JSON.
    pub words: String,
}

impl<'a> Path<'a> {
    /// What a path names; `None` if it is none of the program's own.
    ///
    /// # Errors
    /// When it begins as one of boto3 does, but there is no such thing.
    pub fn read(path: &'a str) -> Option<Result<Self, Unknown>> {
        if let Some((_, plain)) = PLAIN.iter().find(|(known, _)| *known == path) {
            return Some(Ok(*plain));
        }
        let rest = path.strip_prefix("boto3.")?;
        let (kind, rest) = rest.split_once('.').unwrap_or((rest, ""));
        let (service, rest) = rest.split_once('.').unwrap_or((rest, ""));
        Some(match kind {
            "client" => client(service, rest),
            "resource" => resource(service, rest),
            _ => Err(unknown(
                format!("there is no `boto3.{kind}`"),
                Some(
                    "there are `boto3.client.SERVICE.OPERATION` and `boto3.resource.SERVICE.NAME`".to_owned(),
                ),
                format!("AttributeError: 'boto3' has no attribute '{kind}'"),
            )),
        })
    }

    /// The operation that is called, where it is only one.
    pub fn operation(&self) -> Option<(OperationName, Effect)> {
        match self {
            Self::Client { service, operation } => {
                Some((OperationName::new(*service, &*operation.name), operation.effect()))
            }
            Self::Identity => Some((OperationName::new("sts", "GetCallerIdentity"), Effect::Read)),
            _ => None,
        }
    }
}

fn client<'a>(service: &'a str, rest: &'a str) -> Result<Path<'a>, Unknown> {
    let Some(summary) = Catalogue::shipped().summary(service) else { return Err(no_service(service)) };
    if let Some(collection) = rest.strip_suffix(".search") {
        return Ok(Path::Search { service, collection });
    }
    if let Some(operation) = summary.method(rest) {
        return Ok(Path::Client { service, operation });
    }
    let methods = || summary.operations.iter().map(|operation| &*operation.method);
    let plain = |name: &str| name.replace(['_', '-'], "").to_lowercase();
    let wanted = plain(rest);
    // CreateVpc, create-vpc and createvpc mean create_vpc
    let meant = methods().find(|method| plain(method) == wanted).or_else(|| nearest(rest, methods()));
    let help = match meant {
        Some(meant) => format!("did you mean `boto3.client.{service}.{meant}`?"),
        None => format!("`wasmidem wit {service}` lists the operations of `{service}`"),
    };
    Err(unknown(
        format!("the service `{service}` has no operation `{rest}`"),
        Some(help),
        format!("KeyError: '{rest}'"),
    ))
}

fn resource<'a>(service: &'a str, rest: &'a str) -> Result<Path<'a>, Unknown> {
    if Catalogue::shipped().summary(service).is_none() {
        return Err(no_service(service));
    }
    let Some(resources) = resources(service) else {
        let all: Vec<&str> = with_resources().collect();
        return Err(unknown(
            format!("boto3 has no resources for the service `{service}`"),
            Some(format!(
                "there are resources for {}; `boto3.client.{service}` has its operations",
                all.join(", ")
            )),
            format!("ResourceNotExistsError: The '{service}' resource does not exist."),
        ));
    };
    let (name, member) = match rest.split_once('.') {
        Some((name, member)) => (name, Some(member)),
        None => (rest, None),
    };
    let known: Vec<&str> = resources.members(None).chain(resources.types()).collect();
    if !known.contains(&name) {
        let help = match nearest(name, known.iter().copied()) {
            Some(meant) => format!("did you mean `boto3.resource.{service}.{meant}`?"),
            None => format!("there are {}", known.join(", ")),
        };
        let words = format!("AttributeError: '{service}.ServiceResource' object has no attribute '{name}'");
        return Err(unknown(format!("the service `{service}` has no resource `{name}`"), Some(help), words));
    }
    if let Some(wanted) = member
        && resources.types().any(|kind| kind == name)
        && !resources.members(Some(name)).any(|known| known == wanted)
    {
        let known: Vec<&str> = resources.members(Some(name)).collect();
        let help = match nearest(wanted, known.iter().copied()) {
            Some(meant) => format!("did you mean `boto3.resource.{service}.{name}.{meant}`?"),
            None => format!("it has {}", known.join(", ")),
        };
        let words = format!("AttributeError: '{service}.{name}' object has no attribute '{wanted}'");
        return Err(unknown(format!("the resource `{service}.{name}` has no `{wanted}`"), Some(help), words));
    }
    Ok(Path::Resource { service, name, member })
}

/// The resources that boto3 has for a service.
pub fn resources(service: &str) -> Option<&'static Resources> {
    Catalogue::shipped().extras(service)?.resources.as_ref()
}

/// The services that boto3 has resources for.
pub fn with_resources() -> impl Iterator<Item = &'static str> {
    Catalogue::shipped().services().filter(|service| resources(service).is_some())
}

/// A service that does not exist.
pub fn no_service(service: &str) -> Unknown {
    let catalogue = Catalogue::shipped();
    let help = match catalogue.nearest_service(service) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "`wasmidem wit` lists the services".to_owned(),
    };
    unknown(
        format!("AWS has no service `{service}` that boto3 knows"),
        Some(help),
        format!("UnknownServiceError: Unknown service: '{service}'."),
    )
}

fn unknown(message: String, help: Option<String>, words: String) -> Unknown {
    let failure = Failure::new(Cause::NotFound, Blame::Author, "run.unknown-function", message);
    let failure = match help {
        Some(help) => failure.with_help(help),
        None => failure,
    };
    Unknown { failure, words }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(path: &str) -> (String, String, String) {
        let unknown = Path::read(path).unwrap().unwrap_err();
        (unknown.failure.message.clone(), unknown.failure.help().unwrap().to_owned(), unknown.words)
    }

    #[test]
    fn paths_are_those_of_idem() {
        assert_eq!(Path::read("test.ping"), None);
        assert_eq!(Path::read("aws.arn.parse"), Some(Ok(Path::ArnParse)));
        let Some(Ok(Path::Client { service, operation })) = Path::read("boto3.client.ec2.describe_vpcs")
        else {
            panic!("an operation");
        };
        assert_eq!((service, &*operation.name), ("ec2", "DescribeVpcs"));
        let search = Path::Search { service: "ec2", collection: "vpc" };
        assert_eq!(Path::read("boto3.client.ec2.vpc.search"), Some(Ok(search)));
        let resource = Path::Resource { service: "ec2", name: "Vpc", member: Some("create_subnet") };
        assert_eq!(Path::read("boto3.resource.ec2.Vpc.create_subnet"), Some(Ok(resource)));
        assert!(Path::read("boto3.resource.ec2.create_vpc").unwrap().is_ok());
        assert!(Path::read("boto3.resource.ec2.instances.terminate").unwrap().is_ok());
    }

    #[test]
    fn says_what_may_be_meant() {
        for path in ["describe_vpc", "DescribeVpcs", "describe-vpcs"] {
            let (message, help, words) = wrong(&format!("boto3.client.ec2.{path}"));
            assert_eq!(message, format!("the service `ec2` has no operation `{path}`"));
            assert_eq!(help, "did you mean `boto3.client.ec2.describe_vpcs`?");
            assert_eq!(words, format!("KeyError: '{path}'"));
        }
        assert_eq!(wrong("boto3.client.dynamodbb.x").1, "did you mean `dynamodb`?");
        assert!(wrong("boto3.resource.lambda.Function").1.contains("dynamodb, ec2"));
        assert_eq!(wrong("boto3.resource.ec2.Vcp").1, "did you mean `boto3.resource.ec2.Vpc`?");
        assert_eq!(
            wrong("boto3.resource.ec2.Vpc.subnet").1,
            "did you mean `boto3.resource.ec2.Vpc.subnets`?"
        );
        assert!(wrong("boto3.session.x").1.contains("boto3.client"));
    }
}
