//! `aws.ec2.vpc_endpoint`: ways from a VPC to services.

use wasmidem_guest::{json::Json, json::Mismatch, prelude::*};

wasmidem_guest::aws! {
    ec2: [CreateVpcEndpoint, DeleteVpcEndpoints, DescribeVpcEndpoints, ModifyVpcEndpoint]
}

/// An endpoint: a way from a VPC to a service that does not lead through the internet.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.ec2.vpc_endpoint")]
pub struct VpcEndpoint {
    /// `Gateway`, unless given, `Interface` or `GatewayLoadBalancer`.
    #[resource(create_only)]
    pub vpc_endpoint_type: Option<String>,
    /// The VPC, `vpc-…`.
    #[resource(create_only)]
    pub vpc_id: String,
    /// The service, such as `com.amazonaws.eu-central-1.s3`.
    #[resource(create_only)]
    pub service_name: String,
    /// Who may do what through it.
    pub policy_document: Option<EndpointPolicy>,
    /// The route tables that lead to it (gateways).
    pub route_table_ids: Option<Vec<String>>,
    /// The subnets it has an address in (interfaces).
    pub subnet_ids: Option<Vec<String>>,
    /// The security groups of these addresses.
    pub security_group_ids: Option<Vec<String>>,
    /// Whether the service's own name leads to it.
    pub private_dns_enabled: Option<bool>,
    /// Makes two calls one.
    #[resource(create_only, write_only)]
    pub client_token: Option<String>,
    /// What AWS does with it.
    #[resource(computed)]
    pub state: Option<String>,
    /// Names that lead to it.
    #[resource(computed)]
    pub dns_entries: Option<Vec<DnsEntry>>,
    /// The tags.
    pub tags: Option<Tags>,
}

/// A policy that states show as AWS has it.
#[derive(Debug, Clone, Default)]
pub struct EndpointPolicy(String);

impl PartialEq for EndpointPolicy {
    fn eq(&self, other: &Self) -> bool {
        let document = |policy: &Self| Policy::from_json(Value::String(policy.0.clone())).ok();
        self.0 == other.0
            || matches!((document(self), document(other)), (Some(one), Some(other)) if one == other)
    }
}

impl Json for EndpointPolicy {
    fn schema() -> String {
        Policy::schema()
    }

    fn from_json(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::String(text) => Ok(Self(text)),
            document => Policy::from_json(document).map(|policy| Self(policy.text())),
        }
    }

    fn to_json(&self, out: &mut String) {
        self.0.to_json(out);
    }
}

/// A name that leads to an endpoint.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct DnsEntry {
    /// The name.
    pub dns_name: Option<String>,
    /// The zone it is in.
    pub hosted_zone_id: Option<String>,
}

impl Manage for VpcEndpoint {
    fn read(id: &str) -> Result<Option<Self>> {
        let found = ec2::describe_vpc_endpoints(input! { VpcEndpointIds: vec![id.to_owned()] });
        let Some(endpoint) = found.first::<Members>("VpcEndpoints")? else { return Ok(None) };
        let (_, endpoint) = state(endpoint)?;
        Ok(Some(endpoint).filter(is_there))
    }

    fn create(desired: &Self) -> Result<Created> {
        let input = input! {
            VpcEndpointType: desired.vpc_endpoint_type,
            VpcId: desired.vpc_id,
            ServiceName: desired.service_name,
            PolicyDocument: desired.policy_document,
            RouteTableIds: desired.route_table_ids,
            SubnetIds: desired.subnet_ids,
            SecurityGroupIds: desired.security_group_ids,
            PrivateDnsEnabled: desired.private_dns_enabled,
            ClientToken: desired.client_token,
            TagSpecifications: Tags::at_creation("vpc-endpoint", desired.tags.as_ref()),
        };
        let mut made: Members = ec2::create_vpc_endpoint(input).part("VpcEndpoint")?;
        let available = made
            .take::<Option<String>>("State")?
            .is_some_and(|state| state.eq_ignore_ascii_case("available"));
        Ok(Created { id: made.take("VpcEndpointId")?, pending: !available })
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        let given = |list: Vec<String>| Some(list).filter(|list| !list.is_empty());
        let tables = Exchange::of(&actual.route_table_ids, &desired.route_table_ids);
        let subnets = Exchange::of(&actual.subnet_ids, &desired.subnet_ids);
        let groups = Exchange::of(&actual.security_group_ids, &desired.security_group_ids);
        let changes = input! {
            AddRouteTableIds: given(tables.add),
            RemoveRouteTableIds: given(tables.remove),
            AddSubnetIds: given(subnets.add),
            RemoveSubnetIds: given(subnets.remove),
            AddSecurityGroupIds: given(groups.add),
            RemoveSecurityGroupIds: given(groups.remove),
            PolicyDocument: changed(&actual.policy_document, &desired.policy_document).cloned(),
            PrivateDnsEnabled: changed(&actual.private_dns_enabled, &desired.private_dns_enabled).copied(),
        };
        if let Some(names) = changes.as_object().filter(|members| !members.is_empty()) {
            done.push(format!("modified: {}", names.keys().cloned().collect::<Vec<_>>().join(", ")));
            let mut input = changes;
            wasmidem_guest::set_member(&mut input, "VpcEndpointId", Some(Value::String(id.to_owned())));
            ec2::modify_vpc_endpoint(input)?;
        }
        done.extend(Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())?);
        Ok(done)
    }

    /// AWS needs a while.
    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        all_of(ec2::delete_vpc_endpoints(input! { VpcEndpointIds: vec![id.to_owned()] })).gone()?;
        Ok(if Self::read(id)?.is_some() { Progress::Pending } else { Progress::Done })
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all: Vec<Members> =
            pages(ec2::describe_vpc_endpoints, input! {}, ("NextToken", "NextToken"), "VpcEndpoints")?;
        let mut listed = Vec::new();
        for endpoint in all {
            let (id, endpoint) = state(endpoint)?;
            listed.extend(Some(endpoint).filter(is_there).map(|endpoint| Listed::new(id, endpoint)));
        }
        Ok(listed)
    }
}

wasmidem_guest::export!(resources: [VpcEndpoint]);

/// AWS tells of deleted ones for a while.
fn is_there(endpoint: &VpcEndpoint) -> bool {
    !endpoint.state.as_ref().is_some_and(|state| state.eq_ignore_ascii_case("deleted"))
}

/// The id and the state.
fn state(mut endpoint: Members) -> Result<(String, VpcEndpoint)> {
    let groups: Option<Vec<Members>> = endpoint.take("Groups")?;
    let groups: Vec<String> = every(groups.unwrap_or_default(), "GroupId")?;
    let names: Option<Vec<DnsEntry>> = endpoint.take("DnsEntries")?;
    let state = VpcEndpoint {
        vpc_endpoint_type: endpoint.take("VpcEndpointType")?,
        vpc_id: endpoint.take("VpcId")?,
        service_name: endpoint.take("ServiceName")?,
        policy_document: endpoint.take("PolicyDocument")?,
        route_table_ids: endpoint.take("RouteTableIds")?,
        subnet_ids: endpoint.take("SubnetIds")?,
        security_group_ids: Some(groups).filter(|groups| !groups.is_empty()),
        private_dns_enabled: endpoint.take("PrivateDnsEnabled")?,
        client_token: None,
        state: endpoint.take("State")?,
        dns_entries: names,
        tags: endpoint.tags("Tags")?,
    };
    Ok((endpoint.take("VpcEndpointId")?, state))
}
