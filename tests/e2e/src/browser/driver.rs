//! The browser's driver: a process of ours, with the browser as its child.

use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::Kind;
use crate::project::program;
use crate::until;

/// A driver that runs. Dropped, it is ended with all its children.
pub struct Driver {
    process: Child,
    address: String,
}

impl Driver {
    /// Starts a driver on a free port, and waits until it listens.
    pub async fn start(kind: Kind) -> Result<Self> {
        let port = free_port()?;
        let (file, arguments) = match kind {
            Kind::Chromium => {
                (program("DRYDOCK_CHROMEDRIVER", &["chromedriver"]), vec![format!("--port={port}")])
            }
            Kind::Firefox => (
                program("DRYDOCK_GECKODRIVER", &["geckodriver"]),
                vec![
                    "--port".to_owned(),
                    port.to_string(),
                    "--websocket-port".to_owned(),
                    free_port()?.to_string(),
                    // Pages of extensions are the browser's, not the web's.
                    "--allow-system-access".to_owned(),
                ],
            ),
        };
        let process = Command::new(&file)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // A group of its own, so that the browser's processes can be ended with it.
            .process_group(0)
            .spawn()
            .with_context(|| format!("{} could not be started", file.display()))?;
        let driver = Self { process, address: format!("http://127.0.0.1:{port}") };
        until("the driver listens", Duration::from_secs(30), async || {
            Ok(TcpStream::connect(("127.0.0.1", port)).await.ok())
        })
        .await?;
        Ok(driver)
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Ends it and its children at once.
    pub async fn kill(&mut self) -> Result<()> {
        self.signal();
        self.process.wait().await?;
        Ok(())
    }

    fn signal(&self) {
        if let Some(group) = self.process.id() {
            // The standard library cannot signal a group of processes.
            let _ = std::process::Command::new("kill")
                .args(["-KILL", "--", &format!("-{group}")])
                .stderr(Stdio::null())
                .status();
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.signal();
    }
}

/// A port that nobody uses now.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
