//! What would cost the compiler too much. Compiling is the one thing a module makes the host do that
//! no limit of the store bounds, so what is out of proportion is refused before.

use wasmparser::{BinaryReaderError, FunctionBody, Operator, Parser, Payload};

/// The largest body of a function, in bytes. The interpreter loops of language runtimes have some
/// hundred thousand.
const BODY_BYTES: usize = 1 << 20;
/// Functions of a component, those of all its modules together.
const FUNCTIONS: usize = 200_000;
/// A function with more locals than this has its blocks counted.
const LOCALS: u64 = 1_000;
/// Locals times blocks of one function: each may be live at each, and the compiler keeps account.
const LOCALS_TIMES_BLOCKS: u64 = 2_000_000;

/// What is out of proportion, in words that follow the module's name.
///
/// # Errors
/// When the bytes cannot be read.
pub(crate) fn excess(bytes: &[u8]) -> Result<Option<String>, BinaryReaderError> {
    let mut functions = 0;
    for payload in Parser::new(0).parse_all(bytes) {
        let Payload::CodeSectionEntry(body) = payload? else { continue };
        functions += 1;
        if functions > FUNCTIONS {
            return Ok(Some(format!("has more than {FUNCTIONS} functions")));
        }
        let size = body.range().len();
        if size > BODY_BYTES {
            return Ok(Some(format!("has a function of {} KiB, more than {}", size >> 10, BODY_BYTES >> 10)));
        }
        let product = locals_times_blocks(&body)?;
        if product > LOCALS_TIMES_BLOCKS {
            return Ok(Some("has a function with too many locals and blocks to compile".to_owned()));
        }
    }
    Ok(None)
}

/// Zero for functions with few locals: their bodies are not read.
fn locals_times_blocks(body: &FunctionBody<'_>) -> Result<u64, BinaryReaderError> {
    let mut locals = 0_u64;
    for group in body.get_locals_reader()? {
        let (count, _) = group?;
        locals = locals.saturating_add(count.into());
    }
    if locals <= LOCALS {
        return Ok(0);
    }
    let mut blocks = 1_u64;
    for operator in body.get_operators_reader()? {
        if matches!(operator?, Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. }) {
            blocks += 1;
        }
    }
    Ok(locals.saturating_mul(blocks))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(wat: &str) -> Option<String> {
        excess(&wat::parse_str(wat).unwrap()).unwrap()
    }

    #[test]
    fn finds_what_is_out_of_proportion() {
        let function = |locals: usize, loops: usize| {
            let locals = "(local i32)".repeat(locals);
            format!(
                "(component (core module (func {locals} {}{})))",
                "(loop ".repeat(loops),
                ")".repeat(loops)
            )
        };
        assert_eq!(found(&function(10, 500)), None);
        assert_eq!(found(&function(2_000, 500)), None);
        assert!(found(&function(20_000, 200)).is_some_and(|problem| problem.contains("locals and blocks")));
        let long = format!("(component (core module (func {})))", "nop ".repeat(BODY_BYTES + 1));
        assert!(found(&long).is_some_and(|problem| problem.contains("KiB")));
    }
}
