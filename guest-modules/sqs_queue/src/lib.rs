//! `aws.sqs.queue`: message queues.

mod attributes;

use attributes::{from_texts, to_texts};
use wasmidem_guest::{json::Json, json::Mismatch, prelude::*};

wasmidem_guest::aws! {
    sqs: [
        CreateQueue, DeleteQueue, GetQueueAttributes, GetQueueUrl, ListQueueTags, ListQueues,
        SetQueueAttributes, TagQueue, UntagQueue,
    ]
}

/// A queue. Its id is its URL.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.sqs.queue")]
pub struct Queue {
    /// The queue's name, unique in the region; that of a FIFO queue ends with `.fifo`.
    #[resource(create_only)]
    pub name: String,
    /// The ARN.
    #[resource(computed)]
    pub arn: Option<String>,
    /// How long messages are kept back, in seconds.
    pub delay_seconds: Option<i64>,
    /// How big a message may be, in bytes.
    pub maximum_message_size: Option<i64>,
    /// How long messages are kept, in seconds.
    pub message_retention_period: Option<i64>,
    /// Who may do what with the queue; an empty mapping for nothing.
    pub policy: Option<QueuePolicy>,
    /// How long a call waits for a message, in seconds.
    pub receive_message_wait_time_seconds: Option<i64>,
    /// Where messages go that cannot be worked off.
    pub redrive_policy: Option<Redrive>,
    /// How long a message that is being worked off is hidden, in seconds.
    pub visibility_timeout: Option<i64>,
    /// The key that messages are encrypted with.
    pub kms_master_key_id: Option<String>,
    /// How long a data key is used again, in seconds.
    pub kms_data_key_reuse_period_seconds: Option<i64>,
    /// Whether messages are encrypted with a key of SQS.
    pub sqs_managed_sse_enabled: Option<bool>,
    /// Whether messages keep their order.
    #[resource(create_only)]
    pub fifo_queue: Option<bool>,
    /// Whether messages with the same content count as one.
    pub content_based_deduplication: Option<bool>,
    /// Within what messages are compared: `messageGroup` or `queue`.
    pub deduplication_scope: Option<String>,
    /// To what the limit applies: `perQueue` or `perMessageGroupId`.
    pub fifo_throughput_limit: Option<String>,
    /// The tags.
    pub tags: Option<Tags>,
}

/// The dead-letter queue.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Redrive {
    /// Its ARN.
    #[object(rename = "deadLetterTargetArn")]
    pub dead_letter_target_arn: String,
    /// After how many attempts.
    #[object(rename = "maxReceiveCount")]
    pub max_receive_count: i64,
}

/// A policy that states show as a mapping.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct QueuePolicy(pub Policy);

impl Json for QueuePolicy {
    fn schema() -> String {
        "\"type\":[\"string\",\"object\"],\"x-policy\":true".to_owned()
    }

    fn from_json(value: Value) -> Result<Self, Mismatch> {
        Policy::from_json(value).map(Self)
    }

    fn to_json(&self, out: &mut String) {
        self.0.document().to_json(out);
    }
}

impl Manage for Queue {
    fn find(desired: &Self) -> Result<Option<String>> {
        sqs::get_queue_url(input! { QueueName: desired.name }).found("QueueUrl")
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let all = input! { QueueUrl: id, AttributeNames: vec!["All".to_owned()] };
        let Some(texts) = sqs::get_queue_attributes(all).found("Attributes")? else { return Ok(None) };
        let Some(mut tags) = sqs::list_queue_tags(input! { QueueUrl: id }).found_whole()? else {
            return Ok(None);
        };
        let name = id.rsplit('/').next().unwrap_or(id).to_owned();
        Ok(Some(Self { name, tags: tags.tags("Tags")?, ..from_texts(&texts)? }))
    }

    fn create(desired: &Self) -> Result<Created> {
        let input = input! {
            QueueName: desired.name,
            Attributes: Some(to_texts(desired)).filter(|texts| !texts.is_empty()),
            tags: desired.tags.as_ref().and_then(Tags::mapped),
        };
        Ok(Created::settled(sqs::create_queue(input).part::<String>("QueueUrl")?))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        let desired_texts = to_texts(&Self { fifo_queue: None, ..desired.clone() });
        let open = desired_texts.not_in(&to_texts(actual));
        if !open.is_empty() {
            let names: Vec<&str> = open.iter().map(|(name, _)| name).collect();
            done.push(format!("set {}", names.join(", ")));
            sqs::set_queue_attributes(input! { QueueUrl: id, Attributes: open })?;
        }
        done.extend(Tags::enforce(
            &actual.tags,
            &desired.tags,
            |set| sqs::tag_queue(input! { QueueUrl: id, Tags: set.mapped() }),
            |keys| sqs::untag_queue(input! { QueueUrl: id, TagKeys: keys }),
        )?);
        Ok(done)
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        sqs::delete_queue(input! { QueueUrl: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        // Without this, AWS gives no token, and a thousand at most.
        let paged = input! { MaxResults: 1000 };
        read_all(pages(sqs::list_queues, paged, ("NextToken", "NextToken"), "QueueUrls")?)
    }
}

wasmidem_guest::export!(resources: [Queue]);
