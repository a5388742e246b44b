//! `wasmidem explain`: what a code means, and what to do.

use wasmidem_contract::{Diagnostic, nearest};

use crate::args::Explain;
use crate::codes::{Chapter, chapters, explanation};
use crate::exit_code::Exit;
use crate::limits;
use crate::report::{Console, Style, plain_line};

/// Explains one code, or lists all.
pub fn run(explain: &Explain, console: &Console) -> Exit {
    let Some(given) = &explain.code else {
        let list: Vec<String> = chapters().map(|chapter| listed(&chapter, console.colour_out())).collect();
        console.out(&list.join("\n"));
        return Exit::Done;
    };
    // Reports write codes in brackets, and those are easily copied too.
    let code = given.trim().trim_matches(['[', ']', '`']);
    if code == "limits" {
        console.out(&limits::table());
        return Exit::Done;
    }
    match explanation(code) {
        Some(found) => {
            let title = Style::Bold.paint(&plain_line(code), console.colour_out());
            console.out(&format!("{title}\n\n{}\n", found.text));
            Exit::Done
        }
        None => {
            console.diagnostic(&unknown(code));
            Exit::Usage
        }
    }
}

fn listed(chapter: &Chapter, colour: bool) -> String {
    let width = chapter.codes.iter().map(|known| known.code.chars().count()).max().unwrap_or_default();
    let lines = chapter.codes.iter().map(|known| format!("  {:width$}  {}\n", known.code, known.summary()));
    format!("{}\n{}", Style::Bold.paint(chapter.title, colour), lines.collect::<String>())
}

fn unknown(code: &str) -> Diagnostic {
    let problem = Diagnostic::error("usage-code", format!("there is no code `{code}`"));
    let known: Vec<&str> =
        chapters().flat_map(|chapter| chapter.codes).map(|explanation| explanation.code).collect();
    match nearest(code, known) {
        Some(meant) => problem.with_help(format!("did you mean `{meant}`?")),
        None => problem.with_help(
            "`wasmidem explain` lists all codes; one of a module's own is explained by its author",
        ),
    }
}
