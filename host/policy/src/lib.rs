//! Decides whether a module may make a call. Pure: knows no clock, no file, no AWS SDK.
//!
//! Two things decide: [`Imported`] holds when an operator has written no policy: a module may do
//! what its binary imports, and write only while a run applies. [`Cedar`] holds what an operator
//! has written in Cedar, and can only take away from that. The operations there are come from
//! outside, as a [`Vocabulary`].

mod cedar;
mod derive;
mod explain;
mod facts;
mod foresee;
mod imported;
mod known;
mod limits;
mod lint;
mod load;
mod named;
mod reads;
mod request;
mod rule;
mod text;
mod vocabulary;

pub use cedar::Cedar;
pub use derive::{Need, cedar_text, iam_json};
pub use explain::{Explanation, Near};
pub use foresee::Never;
pub use imported::Imported;
pub use limits::PolicyLimit;
pub use load::{Loaded, PolicyFile};
pub use request::{Decision, Denial, Grounds, Policy, Request};
pub use rule::{RuleEffect, RuleName};
pub use vocabulary::Vocabulary;
