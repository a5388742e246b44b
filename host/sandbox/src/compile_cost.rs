//! What would cost the compiler too much. Compiling is the one thing a module makes the host do that
//! no limit of the store bounds, so what is out of proportion is refused before.

use wasmparser::{BinaryReaderError, CompositeInnerType, FunctionBody, Operator, Parser, Payload, RecGroup};

/// The largest body of a function, in bytes. The interpreter loops of language runtimes have some
/// hundred thousand.
const BODY_BYTES: usize = 1 << 20;
/// Functions of a component, those of all its modules together.
const FUNCTIONS: usize = 200_000;
/// Parameters and results of a function or block: each call and branch carries them. Compilers make
/// up to 20.
const ARITY: usize = 100;
/// Locals times blocks of one function: each may be live at each, and the compiler keeps account.
/// Python's interpreter comes to 70,000.
const LOCALS_TIMES_BLOCKS: u64 = 1_000_000;
/// Locals times loops of one function: each may change in each, and be live around it. Compiling takes
/// the square of this and more; Python's interpreter comes to 8,000.
const LOCALS_TIMES_LOOPS: u64 = 100_000;
/// As many locals as are assumed of every function, since values can be kept without.
const FEWEST_LOCALS: u64 = 16;
/// The fewest bytes that a block takes.
const BLOCK_BYTES: u64 = 3;

/// What is out of proportion, in words that follow the module's name.
///
/// # Errors
/// When the bytes cannot be read.
pub(crate) fn excess(bytes: &[u8]) -> Result<Option<String>, BinaryReaderError> {
    let mut functions = 0;
    for payload in Parser::new(0).parse_all(bytes) {
        let body = match payload? {
            Payload::CodeSectionEntry(body) => body,
            Payload::TypeSection(types) => {
                for group in types {
                    if let Some(arity) = widest(&group?).filter(|arity| *arity > ARITY) {
                        return Ok(Some(format!(
                            "has a function or block of {arity} parameters and results, more than {ARITY}"
                        )));
                    }
                }
                continue;
            }
            _ => continue,
        };
        functions += 1;
        if functions > FUNCTIONS {
            return Ok(Some(format!("has more than {FUNCTIONS} functions")));
        }
        let size = body.range().len();
        if size > BODY_BYTES {
            return Ok(Some(format!("has a function of {} KiB, more than {}", size >> 10, BODY_BYTES >> 10)));
        }
        if has_too_many_blocks(&body)? {
            return Ok(Some("has a function with too many locals and blocks to compile".to_owned()));
        }
    }
    Ok(None)
}

/// The most parameters and results that a type of the group has.
fn widest(group: &RecGroup) -> Option<usize> {
    let types = group.types().filter_map(|ty| match &ty.composite_type.inner {
        CompositeInnerType::Func(function) => Some(function.params().len() + function.results().len()),
        _ => None,
    });
    types.max()
}

/// Does not read bodies that are too short for it.
fn has_too_many_blocks(body: &FunctionBody<'_>) -> Result<bool, BinaryReaderError> {
    let mut locals = 0_u64;
    for group in body.get_locals_reader()? {
        let (count, _) = group?;
        locals = locals.saturating_add(count.into());
    }
    let locals = locals.max(FEWEST_LOCALS);
    let size = u64::try_from(body.range().len()).unwrap_or(u64::MAX);
    if locals.saturating_mul(size / BLOCK_BYTES) <= LOCALS_TIMES_LOOPS {
        return Ok(false);
    }
    let (mut blocks, mut loops) = (1_u64, 0_u64);
    for operator in body.get_operators_reader()? {
        match operator? {
            Operator::Block { .. } | Operator::If { .. } => blocks += 1,
            Operator::Loop { .. } => loops += 1,
            _ => {}
        }
    }
    Ok(locals.saturating_mul(blocks + loops) > LOCALS_TIMES_BLOCKS
        || locals.saturating_mul(loops) > LOCALS_TIMES_LOOPS)
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
        assert_eq!(found(&function(270, 300)), None);
        assert!(found(&function(999, 500)).is_some_and(|problem| problem.contains("locals and blocks")));
        assert!(found(&function(0, 20_000)).is_some_and(|problem| problem.contains("locals and blocks")));
        let blocks = |count: usize| {
            let (open, locals) = ("(block ".repeat(count), "(local i32)".repeat(500));
            format!("(component (core module (func {locals} {open}{})))", ")".repeat(count))
        };
        assert_eq!(found(&blocks(1_500)), None);
        assert!(found(&blocks(2_500)).is_some_and(|problem| problem.contains("locals and blocks")));
        let type_of = |arity: usize| {
            format!("(component (core module (type (func (param {}) (result i32)))))", "i32 ".repeat(arity))
        };
        assert_eq!(found(&type_of(99)), None);
        assert!(found(&type_of(100)).is_some_and(|problem| problem.contains("101 parameters and results")));
        assert!(found(&function(20_000, 200)).is_some_and(|problem| problem.contains("locals and blocks")));
        let long = format!("(component (core module (func {})))", "nop ".repeat(BODY_BYTES + 1));
        assert!(found(&long).is_some_and(|problem| problem.contains("KiB")));
    }
}
