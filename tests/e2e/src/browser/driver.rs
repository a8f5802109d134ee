//! The browser's driver: a process of ours, with the browser as its child.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use super::{Kind, processes};
use crate::project::program;
use crate::until;

/// How long a driver may take to start, and its browser to end.
const LONGEST: Duration = Duration::from_secs(30);

/// A driver that runs. Dropped, it is ended with all its children.
pub struct Driver {
    process: Child,
    /// Its processes' group.
    group: u32,
    address: String,
    /// Ends the group when this process ends without dropping anything: interrupted, say.
    guard: Child,
}

impl Driver {
    /// Starts a driver on a port of its own choice, and waits until it listens.
    pub async fn start(kind: Kind) -> Result<Self> {
        // A port that we chose could be somebody else's by the time the driver takes it.
        let (file, arguments) = match kind {
            Kind::Chromium => {
                (program("DRYDOCK_CHROMEDRIVER", &["chromedriver"]), &["--port=0"][..])
            }
            Kind::Firefox => (
                program("DRYDOCK_GECKODRIVER", &["geckodriver"]),
                // Pages of extensions are the browser's, not the web's.
                &["--port=0", "--websocket-port=0", "--allow-system-access"][..],
            ),
        };
        let mut process = Command::new(&file)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // A group of its own, so that the browser's processes can be ended with it.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} could not be started", file.display()))?;
        let group = process.id().context("the driver ended at once")?;
        let output = process.stdout.take().context("the driver says nothing")?;
        let guard = guard(group)?;
        let mut lines = BufReader::new(output).lines();
        let port = timeout(LONGEST, announced_port(&mut lines))
            .await
            .with_context(|| format!("{} does not say where it listens", file.display()))??;
        // What it says later is of no use, but it must find somebody who listens.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { process, group, address: format!("http://127.0.0.1:{port}"), guard })
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The group of its processes.
    pub fn group(&self) -> u32 {
        self.group
    }

    /// Ends it and its children at once. When this returns, none is left that could hold the
    /// profile.
    pub async fn kill(&mut self) -> Result<()> {
        self.signal();
        self.process.wait().await?;
        self.guard.wait().await?;
        until("the browser's processes end", LONGEST, async || {
            Ok((!processes::any_in(self.group)).then_some(()))
        })
        .await
    }

    fn signal(&self) {
        // Waited for, its number may be another process's.
        if self.process.id().is_some() {
            processes::signal("-KILL", self.group);
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.signal();
    }
}

/// A process in the group that waits for the end of this one, which closes its input, and then
/// ends the group.
fn guard(group: u32) -> Result<Child> {
    Command::new("sh")
        .args(["-c", "read -r _; kill -KILL 0"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(i32::try_from(group)?)
        .spawn()
        .context("sh could not be started")
}

async fn announced_port(lines: &mut Lines<BufReader<ChildStdout>>) -> Result<u16> {
    while let Some(line) = lines.next_line().await? {
        if let Some(port) = port_in(&line) {
            return Ok(port);
        }
    }
    bail!("the driver ended before it listened")
}

/// The port that a line of a driver's output announces.
fn port_in(line: &str) -> Option<u16> {
    let (_, after) = line
        .split_once("started successfully on port ")
        .or_else(|| line.split_once("Listening on 127.0.0.1:"))?;
    after.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::port_in;

    #[test]
    fn a_port_counts_once_the_driver_listens_on_it() {
        assert_eq!(port_in("Starting ChromeDriver 156.0.8078.73 on port 0"), None);
        let chromedriver = "ChromeDriver was started successfully on port 46687.";
        assert_eq!(port_in(chromedriver), Some(46687));
        let geckodriver = "1795411200000\tgeckodriver\tINFO\tListening on 127.0.0.1:43883";
        assert_eq!(port_in(geckodriver), Some(43883));
    }
}
