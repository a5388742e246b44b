//! `aws.cloudwatch.metric_alarm`: alarms on metrics.

mod metric;

pub use metric::{Dimension, Metric, MetricStat, Query};
use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    cloudwatch: [
        DeleteAlarms, DescribeAlarms, ListTagsForResource, PutMetricAlarm, TagResource, UntagResource,
    ]
}

/// An alarm: what happens when a metric is too high or too low. Its id is its name.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.cloudwatch.metric_alarm")]
pub struct Alarm {
    /// The alarm's name, unique in the region.
    #[resource(create_only)]
    pub name: String,
    /// What it is for.
    pub alarm_description: Option<String>,
    /// Whether it does anything.
    #[resource(preview = true)]
    pub actions_enabled: Option<bool>,
    /// What it does when all is well again: ARNs.
    pub ok_actions: Option<Vec<String>>,
    /// What it does when it goes off: ARNs.
    pub alarm_actions: Option<Vec<String>>,
    /// What it does when too little is known: ARNs.
    pub insufficient_data_actions: Option<Vec<String>>,
    /// The metric.
    pub metric_name: Option<String>,
    /// The namespace of the metric.
    pub namespace: Option<String>,
    /// `Average`, `Sum`, `Minimum`, `Maximum` or `SampleCount`.
    pub statistic: Option<String>,
    /// A percentile, such as `p99`.
    pub extended_statistic: Option<String>,
    /// Of what the metric is.
    pub dimensions: Option<Vec<Dimension>>,
    /// How long a data point is, in seconds.
    pub period: i32,
    /// The unit of the metric.
    pub unit: Option<String>,
    /// Over how many periods it is looked at.
    pub evaluation_periods: i32,
    /// How many of them must be bad.
    pub datapoints_to_alarm: Option<i32>,
    /// The limit.
    pub threshold: Option<f64>,
    /// What is bad, such as `GreaterThanThreshold`.
    pub comparison_operator: String,
    /// What it means when there is nothing: `breaching`, `notBreaching`, `ignore` or `missing`.
    pub treat_missing_data: Option<String>,
    /// Whether percentiles of few samples count: `evaluate` or `ignore`.
    pub evaluate_low_sample_count_percentile: Option<String>,
    /// Metrics to calculate with, instead of one.
    pub metrics: Option<Vec<Query>>,
    /// Which of them is the limit, for a model of what is normal.
    pub threshold_metric_id: Option<String>,
    /// The tags.
    pub tags: Option<Tags>,
}

impl Manage for Alarm {
    fn find(desired: &Self) -> Result<Option<String>> {
        Ok(alarm(&desired.name)?.map(|_| desired.name.clone()))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        alarm(id)?.map(state).transpose()
    }

    fn create(desired: &Self) -> Result<Created> {
        let mut input = put(desired);
        wasmidem_guest::set_member(&mut input, "Tags", desired.tags.as_ref().and_then(Tags::listed));
        cloudwatch::put_metric_alarm(input)?;
        Ok(Created::settled(&desired.name))
    }

    /// AWS replaces the whole alarm: what is not given is taken from what is there.
    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        let (there, given) = (put(actual), put(desired));
        let mut wanted = there.clone();
        for (name, value) in given.as_object().into_iter().flatten() {
            wasmidem_guest::set_member(&mut wanted, name, Some(value.clone()));
        }
        if wanted != there {
            cloudwatch::put_metric_alarm(wanted)?;
            done.push("replaced the alarm".to_owned());
        }
        done.extend(Tags::enforce(
            &actual.tags,
            &desired.tags,
            |set| cloudwatch::tag_resource(input! { ResourceARN: arn(id)?, Tags: set.listed() }),
            |keys| cloudwatch::untag_resource(input! { ResourceARN: arn(id)?, TagKeys: keys }),
        )?);
        Ok(done)
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        cloudwatch::delete_alarms(input! { AlarmNames: vec![id.to_owned()] }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all: Vec<Members> =
            pages(cloudwatch::describe_alarms, input! {}, ("NextToken", "NextToken"), "MetricAlarms")?;
        all.into_iter()
            .map(|alarm| state(alarm).map(|alarm| Listed::new(&alarm.name, alarm.clone())))
            .collect()
    }
}

wasmidem_guest::export!(resources: [Alarm]);

fn alarm(name: &str) -> Result<Option<Members>> {
    cloudwatch::describe_alarms(input! { AlarmNames: vec![name.to_owned()] }).first("MetricAlarms")
}

fn arn(name: &str) -> Result<Option<String>> {
    Ok(alarm(name)?.map(|mut alarm| alarm.take("AlarmArn")).transpose()?)
}

/// The input that makes it, without tags.
fn put(alarm: &Alarm) -> Value {
    let metrics = alarm.metrics.clone().filter(|metrics| !metrics.is_empty());
    input! {
        AlarmName: alarm.name,
        AlarmDescription: alarm.alarm_description,
        ActionsEnabled: alarm.actions_enabled,
        OKActions: alarm.ok_actions,
        AlarmActions: alarm.alarm_actions,
        InsufficientDataActions: alarm.insufficient_data_actions,
        MetricName: alarm.metric_name,
        Namespace: alarm.namespace,
        Statistic: alarm.statistic,
        ExtendedStatistic: alarm.extended_statistic,
        Dimensions: alarm.dimensions,
        // Metrics to calculate with have periods of their own.
        Period: Some(alarm.period).filter(|_| metrics.is_none()),
        Unit: alarm.unit,
        EvaluationPeriods: alarm.evaluation_periods,
        DatapointsToAlarm: alarm.datapoints_to_alarm,
        Threshold: alarm.threshold,
        ComparisonOperator: alarm.comparison_operator,
        TreatMissingData: alarm.treat_missing_data,
        EvaluateLowSampleCountPercentile: alarm.evaluate_low_sample_count_percentile,
        Metrics: metrics,
        ThresholdMetricId: alarm.threshold_metric_id,
    }
}

/// The period of metrics to calculate with: that of the first that has one.
fn period_of(metrics: &Option<Vec<Query>>) -> Option<i32> {
    let period = |query: &Query| query.period.or(query.metric_stat.as_ref().map(|metric| metric.period));
    metrics.iter().flatten().find_map(period)
}

fn state(mut alarm: Members) -> Result<Alarm> {
    let arn: Option<String> = alarm.take("AlarmArn")?;
    let tags = cloudwatch::list_tags_for_resource(input! { ResourceARN: arn }).found_whole()?;
    let tags = tags.map(|mut found| found.tags("Tags")).transpose()?.flatten();
    let metrics: Option<Vec<Query>> = alarm.take("Metrics")?;
    Ok(Alarm {
        name: alarm.take("AlarmName")?,
        alarm_description: alarm.take("AlarmDescription")?,
        actions_enabled: alarm.take("ActionsEnabled")?,
        ok_actions: alarm.take("OKActions")?,
        alarm_actions: alarm.take("AlarmActions")?,
        insufficient_data_actions: alarm.take("InsufficientDataActions")?,
        metric_name: alarm.take("MetricName")?,
        namespace: alarm.take("Namespace")?,
        statistic: alarm.take("Statistic")?,
        extended_statistic: alarm.take("ExtendedStatistic")?,
        dimensions: alarm.take("Dimensions")?,
        period: alarm.take::<Option<i32>>("Period")?.or_else(|| period_of(&metrics)).unwrap_or_default(),
        unit: alarm.take("Unit")?,
        evaluation_periods: alarm.take("EvaluationPeriods")?,
        datapoints_to_alarm: alarm.take("DatapointsToAlarm")?,
        threshold: alarm.take("Threshold")?,
        comparison_operator: alarm.take("ComparisonOperator")?,
        treat_missing_data: alarm.take("TreatMissingData")?,
        evaluate_low_sample_count_percentile: alarm.take("EvaluateLowSampleCountPercentile")?,
        metrics,
        threshold_metric_id: alarm.take("ThresholdMetricId")?,
        tags,
    })
}
