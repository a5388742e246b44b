use std::time::Duration;

use clap::Args;
use wasmidem_aws::Timeouts;

/// How long to wait for AWS.
#[derive(Debug, Clone, Args)]
pub struct AwsTimeouts {
    /// Seconds to wait for a connection to AWS [default: 3].
    #[arg(long, value_name = "SECONDS", value_parser = seconds, env = "WASMIDEM_AWS_CONNECT_TIMEOUT", help_heading = "Running")]
    pub aws_connect_timeout: Option<Duration>,
    /// Seconds to wait for AWS to begin an answer [default: 60]. An invocation of a function of Lambda is
    /// answered when it ends.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, env = "WASMIDEM_AWS_READ_TIMEOUT", help_heading = "Running")]
    pub aws_read_timeout: Option<Duration>,
}

impl From<&AwsTimeouts> for Timeouts {
    fn from(given: &AwsTimeouts) -> Self {
        let usual = Self::default();
        Self {
            connect: given.aws_connect_timeout.unwrap_or(usual.connect),
            read: given.aws_read_timeout.unwrap_or(usual.read),
        }
    }
}

/// Seconds, perhaps with a fraction: from a tenth to an hour.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| (0.1..=3600.0).contains(seconds));
    seconds
        .map(Duration::from_secs_f64)
        .ok_or_else(|| "it is no number of seconds from 0.1 to 3600".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_may_have_a_fraction() {
        assert_eq!(seconds("900"), Ok(Duration::from_secs(900)));
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for wrong in ["", "0", "-1", "NaN", "inf", "3601", "1s"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
