//! Statements: which of their parts are expressions.

use super::reader::{Reader, Unexpected};

/// Reads the inside of a `{% … %}`.
pub(super) fn statement(mut reader: Reader<'_, '_>) -> Result<(), Unexpected> {
    let word = reader.peek().map_or("", |token| token.text);
    reader.take();
    match word {
        "for" => {
            while reader.peek().is_some() && !reader.is_name("in") {
                reader.take();
            }
            reader.take();
            reader.iterated(Reader::simple)?;
            if reader.skip_name("if") {
                reader.expression()?;
            }
            reader.skip_name("recursive");
            reader.finish()
        }
        "if" | "elif" => {
            reader.simple()?;
            reader.finish()
        }
        "set" => set(reader),
        "with" => {
            while reader.peek().is_some() {
                target(&mut reader);
                reader.expect("=")?;
                reader.expression()?;
                if reader.peek().is_some() {
                    reader.expect(",")?;
                }
            }
            reader.finish()
        }
        "do" | "autoescape" | "extends" => {
            reader.expression()?;
            reader.finish()
        }
        "include" | "import" | "from" => {
            reader.expression()?;
            reader.rest();
            Ok(())
        }
        "filter" => {
            filter_chain(&mut reader)?;
            reader.finish()
        }
        "macro" => {
            reader.expect_name()?;
            reader.expect("(")?;
            parameters(&mut reader)?;
            reader.finish()
        }
        "call" => {
            if reader.skip_sign("(") {
                parameters(&mut reader)?;
            }
            reader.expression()?;
            reader.finish()
        }
        _ => {
            reader.rest();
            Ok(())
        }
    }
}

/// What is assigned to.
fn target(reader: &mut Reader<'_, '_>) {
    let ends = |reader: &Reader<'_, '_>| reader.peek().is_none_or(|token| matches!(token.text, "=" | "|"));
    while !ends(reader) {
        reader.take();
    }
}

fn set(mut reader: Reader<'_, '_>) -> Result<(), Unexpected> {
    target(&mut reader);
    if reader.skip_sign("=") {
        reader.expression()?;
        while reader.skip_sign(",") && reader.peek().is_some() {
            reader.expression()?;
        }
    } else if reader.skip_sign("|") {
        filter_chain(&mut reader)?;
    }
    reader.finish()
}

fn filter_chain(reader: &mut Reader<'_, '_>) -> Result<(), Unexpected> {
    reader.filter()?;
    while reader.skip_sign("|") {
        reader.filter()?;
    }
    Ok(())
}

/// The parameters of a macro, after the bracket.
fn parameters(reader: &mut Reader<'_, '_>) -> Result<(), Unexpected> {
    while !reader.skip_sign(")") {
        reader.expect_name()?;
        if reader.skip_sign("=") {
            reader.expression()?;
        }
        if reader.peek().is_some_and(|token| token.text != ")") {
            reader.expect(",")?;
        }
    }
    Ok(())
}
