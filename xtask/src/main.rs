//! `cargo xtask`: sets up, builds, tests, demonstrates and packages Drydock.

mod build;
mod command;
mod demo;
mod package;
mod paths;
mod setup;
mod test;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, tests and demonstrates Drydock")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds the extension for both browsers, to be loaded unpacked
    Build {
        /// Grant http://localhost/* from the start, for automated tests
        #[arg(long)]
        test: bool,
        /// Where `chrome` and `firefox` go
        #[arg(long, default_value = "dist")]
        out: PathBuf,
    },
    /// Builds the extension and packs each browser's into a zip file
    Package {
        /// Where the extensions and the zip files go
        #[arg(long, default_value = "dist")]
        out: PathBuf,
    },
    /// Runs every check and every test; the last line counts them
    Test {
        /// Run only the steps whose names contain this
        #[arg(long)]
        only: Option<String>,
    },
    /// Backs a demo site up, clears it and restores it, in a real browser
    Demo(demo::Options),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Build { test, out } => setup::for_build()
            .and_then(|()| build::build(&build::Options { test, out }))
            .map(|()| true),
        Task::Package { out } => {
            setup::for_build().and_then(|()| package::package(&out)).map(|()| true)
        }
        Task::Test { only } => test::test(only.as_deref()),
        Task::Demo(options) => demo::demo(&options).map(|()| true),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
