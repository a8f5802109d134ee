//! The archive: written, read back, damaged in every way, and forged.

mod damage;
mod hostile;
mod round_trip;
mod sample;
