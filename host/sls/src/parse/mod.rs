//! The data of state files to declarations: ids, the states below them, and their arguments.

mod bind;
mod declaration;
mod keyword;
mod requisite;
mod state;

pub(crate) use declaration::{Argument, Declaration, StateDeclaration, declarations, state_declaration};
pub(crate) use keyword::is_requisite;
pub(crate) use requisite::{InRequisite, Receivers, escaped};
pub(crate) use state::{Lowered, lower};
