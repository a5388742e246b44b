//! YAML as idem reads it: the values of YAML 1.1 with the changes of its renderer, as a tree that
//! knows the place of everything in the text.

mod build;
mod node;
mod scalar;

pub(crate) use build::parse;
pub(crate) use node::{Data, Entry, Node};
