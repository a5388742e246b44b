//! `wasmidem exec boto3.client.…` when AWS refuses, hesitates, fails and lies, in every protocol: what looks
//! is asked for again, what writes happens once at most, and the failure says what is known.

mod again;
mod bodies;
mod clocks;
mod connections;
mod credentials;
mod redirects;
mod regions;
mod service;
mod sizes;
mod slow;
mod states;
mod status;
