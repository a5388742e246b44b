//! What wasmidem sends for the operations of its typed doors, and what it understands of their answers,
//! held against the official clients of EC2 and STS.
//!
//! The operations, and the members of their inputs and outputs, are those of the interfaces in
//! `wit/v0.1/deps`. Nothing is sent: the clients' requests are caught, and answers are canned.

mod answers;
mod clients;
mod ec2;
mod endpoints;
mod errors;
mod inputs;
mod interfaces;
mod json;
mod operation;
mod ours;
mod requests;
mod sent;
mod sts;
mod xml;
