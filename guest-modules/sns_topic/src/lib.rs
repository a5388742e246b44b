//! `aws.sns.topic`: topics.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    sns: [
        CreateTopic, DeleteTopic, GetTopicAttributes, ListTagsForResource, ListTopics, SetTopicAttributes,
        TagResource, UntagResource,
    ]
}

/// A topic: what is published goes to all subscriptions. Its id is its ARN.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.sns.topic")]
pub struct Topic {
    /// The topic's name, unique in the region; that of a FIFO topic ends with `.fifo`.
    #[resource(create_only)]
    pub name: String,
    /// Attributes as AWS has them: `DisplayName`, `Policy`, `DeliveryPolicy`, `KmsMasterKeyId`,
    /// `FifoTopic` (at creation only), `ContentBasedDeduplication` and others.
    pub attributes: Option<Attributes>,
    /// The tags.
    pub tags: Option<Tags>,
}

/// The attribute that cannot change.
const FIFO: &str = "FifoTopic";

/// Attributes that only AWS sets.
const COMPUTED: [&str; 7] = [
    "TopicArn",
    "Owner",
    "SubscriptionsConfirmed",
    "SubscriptionsDeleted",
    "SubscriptionsPending",
    "EffectiveDeliveryPolicy",
    "BeginningArchiveTime",
];

impl Manage for Topic {
    fn find(desired: &Self) -> Result<Option<String>> {
        let topics: Vec<String> = every(all()?, "TopicArn")?;
        Ok(topics.into_iter().find(|arn| name_of(arn) == desired.name))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let topic: Option<Attributes> =
            sns::get_topic_attributes(input! { TopicArn: id }).found("Attributes")?;
        let Some(topic) = topic else { return Ok(None) };
        let Some(mut tags) = sns::list_tags_for_resource(input! { ResourceArn: id }).found_whole()? else {
            return Ok(None);
        };
        let settable = topic.iter().filter(|(name, text)| !text.is_empty() && !COMPUTED.contains(name));
        let settable = settable.map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        Ok(Some(Self {
            name: name_of(id).to_owned(),
            attributes: Some(settable),
            tags: tags.tags("Tags")?.filter(|tags| !tags.is_empty()),
        }))
    }

    fn create(desired: &Self) -> Result<Created> {
        let input = input! {
            Name: desired.name,
            Attributes: desired.attributes,
            Tags: desired.tags.as_ref().and_then(Tags::listed),
        };
        Ok(Created::settled(sns::create_topic(input).part::<String>("TopicArn")?))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        let there = actual.attributes.clone().unwrap_or_default();
        let open = desired.attributes.clone().unwrap_or_default().not_in(&there);
        for (name, text) in open.iter().filter(|(name, _)| *name != FIFO) {
            sns::set_topic_attributes(input! { TopicArn: id, AttributeName: name, AttributeValue: text })?;
            done.push(format!("set {name}"));
        }
        done.extend(Tags::enforce(
            &actual.tags,
            &desired.tags,
            |set| sns::tag_resource(input! { ResourceArn: id, Tags: set.listed() }),
            |keys| sns::untag_resource(input! { ResourceArn: id, TagKeys: keys }),
        )?);
        Ok(done)
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        sns::delete_topic(input! { TopicArn: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        read_all(every(all()?, "TopicArn")?)
    }
}

wasmidem_guest::export!(resources: [Topic]);

fn all() -> Result<Vec<Members>> {
    pages(sns::list_topics, input! {}, ("NextToken", "NextToken"), "Topics")
}

/// The name that ends the ARN of a topic.
fn name_of(arn: &str) -> &str {
    arn.rsplit(':').next().unwrap_or(arn)
}
