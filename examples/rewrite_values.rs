//! Reads encoded values, one a line in hexadecimal, and prints what comes of each when it is
//! decoded and encoded again, for the tests of the JavaScript codec.

use std::error::Error;
use std::io::{self, BufRead, BufWriter, Write};

use drydock::value::{decode_value, encode_value};

fn main() -> Result<(), Box<dyn Error>> {
    let mut output = BufWriter::new(io::stdout().lock());
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let decoded = decode_value(&hex::decode(line?)?);
        let value = decoded.map_err(|error| format!("value {number}: {error}"))?;
        writeln!(output, "{}", hex::encode(encode_value(&value)))?;
    }
    output.flush()?;
    Ok(())
}
