//! The objects in the state of an alarm.

use wasmidem_guest::prelude::*;

/// Of what a metric is.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Dimension {
    /// Such as `InstanceId`.
    pub name: String,
    /// Such as `i-1`.
    pub value: String,
}

/// A metric, or a calculation with others.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Query {
    /// Its name in calculations.
    pub id: String,
    /// The metric.
    pub metric_stat: Option<MetricStat>,
    /// The calculation.
    pub expression: Option<String>,
    /// What people see.
    pub label: Option<String>,
    /// Whether it is what is looked at.
    pub return_data: Option<bool>,
    /// How long a data point is, in seconds.
    pub period: Option<i32>,
    /// The account that has it.
    pub account_id: Option<String>,
}

/// A metric with its statistic.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct MetricStat {
    /// The metric.
    pub metric: Metric,
    /// How long a data point is, in seconds.
    pub period: i32,
    /// `Average`, `p99` and others.
    pub stat: String,
    /// The unit.
    pub unit: Option<String>,
}

/// A metric.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Metric {
    /// Its namespace.
    pub namespace: Option<String>,
    /// Its name.
    pub metric_name: Option<String>,
    /// Of what it is.
    pub dimensions: Option<Vec<Dimension>>,
}
