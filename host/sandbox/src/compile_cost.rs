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
const ARITY: usize = 50;
/// Calls of one function times the parameters and results of the widest. Python comes to 60,000.
const CALLS_TIMES_ARITY: u64 = 500_000;
/// Locals times blocks of one function: each may be live at each, and the compiler keeps account.
/// Python's interpreter comes to 70,000.
const LOCALS_TIMES_BLOCKS: u64 = 1_000_000;
/// Locals times loops of one function: each may change in each, and be live around it. Compiling takes
/// the square of this and more; Python's interpreter comes to 8,000.
const LOCALS_TIMES_LOOPS: u64 = 100_000;
/// A function with more locals than this is counted out however short it is.
const LOCALS: u64 = 300;
/// Loops in one another. JavaScript's interpreter has 21.
const NESTED_LOOPS: usize = 100;
/// As many locals as are assumed of every function, since values can be kept without.
const FEWEST_LOCALS: u64 = 16;
/// A body of fewer bytes is not counted out: it cannot have much of anything.
const FEW_BYTES: usize = 1 << 10;

/// What is out of proportion, in words that follow the module's name.
///
/// # Errors
/// When the bytes cannot be read.
pub(crate) fn excess(bytes: &[u8]) -> Result<Option<String>, BinaryReaderError> {
    let (mut functions, mut widest) = (0, 0);
    for payload in Parser::new(0).parse_all(bytes) {
        let body = match payload? {
            Payload::CodeSectionEntry(body) => body,
            Payload::TypeSection(types) => {
                for group in types {
                    widest = widest.max(arity(&group?));
                    if widest > ARITY {
                        return Ok(Some(format!(
                            "has a function or block of {widest} parameters and results, more than {ARITY}"
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
        if let Some(what) = too_many(&body, widest)? {
            return Ok(Some(format!("has a function with too many {what} to compile")));
        }
    }
    Ok(None)
}

/// The most parameters and results that a type of the group has.
fn arity(group: &RecGroup) -> usize {
    let arities = group.types().map(|ty| match &ty.composite_type.inner {
        CompositeInnerType::Func(function) => function.params().len() + function.results().len(),
        _ => 0,
    });
    arities.max().unwrap_or_default()
}

/// Of what a function has too many.
fn too_many(body: &FunctionBody<'_>, widest: usize) -> Result<Option<&'static str>, BinaryReaderError> {
    let mut locals = 0_u64;
    for group in body.get_locals_reader()? {
        let (count, _) = group?;
        locals = locals.saturating_add(count.into());
    }
    let locals = locals.max(FEWEST_LOCALS);
    let widest = u64::try_from(widest).unwrap_or(u64::MAX);
    if body.range().len() < FEW_BYTES && locals < LOCALS {
        return Ok(None);
    }
    let counts = Counts::of(body)?;
    let too_many_blocks = locals.saturating_mul(counts.blocks + counts.loops) > LOCALS_TIMES_BLOCKS
        || locals.saturating_mul(counts.loops) > LOCALS_TIMES_LOOPS;
    Ok(if too_many_blocks {
        Some("locals and blocks")
    } else if counts.nested_loops > NESTED_LOOPS {
        Some("loops in one another")
    } else if widest.saturating_mul(counts.calls) > CALLS_TIMES_ARITY {
        Some("calls")
    } else {
        None
    })
}

/// What is in the body of a function.
#[derive(Default)]
struct Counts {
    blocks: u64,
    loops: u64,
    /// The most loops in one another.
    nested_loops: usize,
    calls: u64,
}

impl Counts {
    fn of(body: &FunctionBody<'_>) -> Result<Self, BinaryReaderError> {
        let mut counts = Self::default();
        // whether each open block is a loop
        let (mut open, mut depth) = (Vec::new(), 0_usize);
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Block { .. } | Operator::If { .. } => {
                    counts.blocks += 1;
                    open.push(false);
                }
                Operator::Loop { .. } => {
                    counts.loops += 1;
                    open.push(true);
                    depth += 1;
                    counts.nested_loops = counts.nested_loops.max(depth);
                }
                Operator::End => depth -= usize::from(open.pop() == Some(true)),
                Operator::Call { .. }
                | Operator::CallIndirect { .. }
                | Operator::ReturnCall { .. }
                | Operator::ReturnCallIndirect { .. } => counts.calls += 1,
                // a branch carries what the block it leaves for takes
                Operator::Br { .. } | Operator::BrIf { .. } | Operator::Return => counts.calls += 1,
                Operator::BrTable { targets } => counts.calls += u64::from(targets.len()) + 1,
                _ => {}
            }
        }
        Ok(counts)
    }
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
        assert_eq!(found(&function(10, 100)), None);
        assert_eq!(found(&function(900, 100)), None);
        assert!(found(&function(10, 3_000)).is_some_and(|problem| problem.contains("loops in one another")));
        let calls = |count: usize| {
            let wide = format!("(func $wide (param {}))", "i32 ".repeat(50));
            let call = format!("{}(call $wide)", "(i32.const 1)".repeat(50));
            format!("(component (core module {wide} (func {})))", call.repeat(count))
        };
        assert_eq!(found(&calls(1_000)), None);
        assert!(found(&calls(9_990)).is_none());
        assert!(found(&calls(10_010)).is_some_and(|problem| problem.contains("calls")));
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
        assert_eq!(found(&type_of(49)), None);
        assert!(found(&type_of(50)).is_some_and(|problem| problem.contains("51 parameters and results")));
        assert!(found(&function(20_000, 200)).is_some_and(|problem| problem.contains("locals and blocks")));
        let long = format!("(component (core module (func {})))", "nop ".repeat(BODY_BYTES + 1));
        assert!(found(&long).is_some_and(|problem| problem.contains("KiB")));
    }
}
