//! The demo.
use anyhow::Result;
use clap::Args;
/// Options
#[derive(Args)]
pub struct Options {}
/// demo
pub fn demo(_: &Options) -> Result<()> {
    Ok(())
}
