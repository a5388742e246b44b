//! `aws.sns.subscription`: where messages of a topic go.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    sns: [
        GetSubscriptionAttributes, ListSubscriptions, ListSubscriptionsByTopic, SetSubscriptionAttributes,
        Subscribe, Unsubscribe,
    ]
}

/// A subscription. Its id is its ARN.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.sns.subscription")]
pub struct Subscription {
    /// The ARN of the topic.
    #[resource(create_only)]
    pub topic_arn: String,
    /// How messages are delivered: `sqs`, `lambda`, `https`, `email` and others.
    #[resource(create_only)]
    pub protocol: String,
    /// Where they are delivered to: an ARN, an address.
    #[resource(create_only)]
    pub endpoint: String,
    /// Attributes as AWS has them: `FilterPolicy`, `DeliveryPolicy`, `RedrivePolicy`,
    /// `RawMessageDelivery` and others.
    pub attributes: Option<Attributes>,
    /// Without meaning here: the ARN is always asked for.
    #[resource(write_only)]
    pub return_subscription_arn: Option<bool>,
}

/// The attributes that can be set.
const SETTABLE: [&str; 7] = [
    "DeliveryPolicy",
    "FilterPolicy",
    "FilterPolicyScope",
    "RawMessageDelivery",
    "RedrivePolicy",
    "ReplayPolicy",
    "SubscriptionRoleArn",
];
/// What stands for the ARN until somebody has confirmed.
const UNCONFIRMED: &str = "PendingConfirmation";

impl Manage for Subscription {
    /// A topic has one subscription for each endpoint.
    fn find(desired: &Self) -> Result<Option<String>> {
        let of_topic = input! { TopicArn: desired.topic_arn };
        let listed = pages::<Members>(
            sns::list_subscriptions_by_topic,
            of_topic,
            ("NextToken", "NextToken"),
            "Subscriptions",
        );
        let listed = match listed {
            Err(failure) if failure.is_not_found() => return Ok(None),
            other => other?,
        };
        for mut subscription in listed {
            let protocol: Option<String> = subscription.take("Protocol")?;
            let endpoint: Option<String> = subscription.take("Endpoint")?;
            let arn: String = subscription.take("SubscriptionArn")?;
            let same =
                protocol.as_ref() == Some(&desired.protocol) && endpoint.as_ref() == Some(&desired.endpoint);
            if same && arn != UNCONFIRMED {
                return Ok(Some(arn));
            }
        }
        Ok(None)
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let found: Option<Attributes> =
            sns::get_subscription_attributes(input! { SubscriptionArn: id }).found("Attributes")?;
        let Some(found) = found else { return Ok(None) };
        let text = |name: &str| found.get(name).unwrap_or_default().to_owned();
        Ok(Some(Self {
            topic_arn: text("TopicArn"),
            protocol: text("Protocol"),
            endpoint: text("Endpoint"),
            attributes: Some(found.only(&SETTABLE).standard()),
            return_subscription_arn: None,
        }))
    }

    fn create(desired: &Self) -> Result<Created> {
        let input = input! {
            TopicArn: desired.topic_arn,
            Protocol: desired.protocol,
            Endpoint: desired.endpoint,
            Attributes: desired.attributes,
            ReturnSubscriptionArn: true,
        };
        Ok(Created::settled(sns::subscribe(input).part::<String>("SubscriptionArn")?))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        let there = actual.attributes.clone().unwrap_or_default();
        for (name, text) in desired.attributes.clone().unwrap_or_default().not_in(&there).iter() {
            sns::set_subscription_attributes(input! {
                SubscriptionArn: id, AttributeName: name, AttributeValue: text,
            })?;
            done.push(format!("set {name}"));
        }
        Ok(done)
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        sns::unsubscribe(input! { SubscriptionArn: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let token = ("NextToken", "NextToken");
        let all: Vec<String> =
            every(pages(sns::list_subscriptions, input! {}, token, "Subscriptions")?, "SubscriptionArn")?;
        read_all(all.into_iter().filter(|arn| arn != UNCONFIRMED).collect())
    }
}

wasmidem_guest::export!(resources: [Subscription]);
