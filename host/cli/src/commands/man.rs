//! `wasmidem man`: the manual pages.

use std::io;
use std::path::Path;

use clap::CommandFactory;
use wasmidem_contract::Diagnostic;

use crate::args::{Cli, Man};
use crate::exit_code::Exit;
use crate::report::Console;

/// Prints the main page, or writes a page per command into a folder.
pub fn run(man: &Man, console: &Console) -> Exit {
    let Some(folder) = &man.out else {
        return match main_page() {
            Ok(page) => {
                console.out(&page);
                Exit::Done
            }
            Err(error) => {
                console.err(&format!("error: the page cannot be made: {error}"));
                Exit::Internal
            }
        };
    };
    match write_pages(folder) {
        Ok(()) => Exit::Done,
        Err(error) => {
            let message = format!("the manual pages cannot be written into `{}`: {error}", folder.display());
            console.diagnostic(
                &Diagnostic::error("usage-man", message).with_help("name a folder you may write to"),
            );
            Exit::Usage
        }
    }
}

fn main_page() -> io::Result<String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

fn write_pages(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    // without the pages of `help`, which repeat the others
    clap_mangen::generate_to(Cli::command().disable_help_subcommand(true), folder)
}
