//! Prints random encoded values, one a line in hexadecimal, for the tests of the JavaScript codec.
//!
//! `cargo run --example random_values -- COUNT SEED [language]`: with `language`, only the
//! values that JavaScript has without a browser.

#![allow(clippy::indexing_slicing, reason = "shared with the tests")]

#[path = "../tests/support/arbitrary.rs"]
#[allow(dead_code, reason = "the tests make keys too")]
mod arbitrary;
#[path = "../tests/support/entropy.rs"]
mod entropy;
#[path = "../tests/support/scalars.rs"]
mod scalars;
#[path = "../tests/support/settle.rs"]
mod settle;

use std::env;
use std::error::Error;
use std::io::{self, BufWriter, Write};

use arbitrary::Kinds;
use drydock::value::encode_value;
use entropy::Entropy;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let count: u64 = arguments.next().ok_or("how many values?")?.parse()?;
    let seed: u64 = arguments.next().ok_or("which seed?")?.parse()?;
    let kinds = match arguments.next().as_deref() {
        None => Kinds::All,
        Some("language") => Kinds::Language,
        Some(other) => return Err(format!("what is {other}?").into()),
    };
    let mut entropy = Entropy::seeded(seed);
    let mut output = BufWriter::new(io::stdout().lock());
    for _ in 0..count {
        let value = arbitrary::value(&mut entropy, kinds);
        writeln!(output, "{}", hex::encode(encode_value(&value)))?;
    }
    output.flush()?;
    Ok(())
}
