//! Sites on this machine.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode, header};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::{npm, root};

/// How a site is served.
#[derive(Clone, Debug, Default)]
pub struct SiteOptions {
    /// The site's Content-Security-Policy.
    pub content_security_policy: Option<&'static str>,
    /// The port; a free one where there is none.
    pub port: u16,
}

/// As strict as a policy can be that still lets a page run scripts.
const STRICT: &str = "default-src 'none'; script-src 'unsafe-inline'";

/// A site that is served. Clones are the same one: when the last is dropped, it is no longer.
#[derive(Clone)]
pub struct Site {
    port: u16,
    _server: Arc<Server>,
}

struct Server(JoinHandle<()>);

struct Served {
    folder: PathBuf,
    options: SiteOptions,
}

impl Site {
    /// Serves a folder of `tests/sites` at an origin of its own.
    pub async fn serve(name: &str) -> Result<Self> {
        Self::serve_with(name, SiteOptions::default()).await
    }

    /// Serves a folder of `tests/sites`.
    pub async fn serve_with(name: &str, options: SiteOptions) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", options.port)).await?;
        let port = listener.local_addr()?.port();
        let served = Arc::new(Served { folder: root().join("tests/sites").join(name), options });
        let router = Router::new().fallback(answer).with_state(served);
        let server = tokio::spawn(async move {
            // It ends with the site.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { port, _server: Arc::new(Server(server)) })
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The origin.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The address of its first page.
    pub fn url(&self) -> String {
        format!("{}/", self.origin())
    }

    /// The address of the same page under a strict Content-Security-Policy, which lets it load
    /// nothing: its scripts are served inside of it. A service worker's script is served likewise.
    pub fn strict_url(&self) -> String {
        format!("{}?strict", self.url())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn answer(State(served): State<Arc<Served>>, request: Request) -> Response<Body> {
    let not_found = || {
        let mut response = Response::new(Body::from("not found"));
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    };
    let Some(file) = served.file(request.uri().path()) else { return not_found() };
    let Ok(content) = tokio::fs::read(&file).await else { return not_found() };
    let is_strict = request.uri().query() == Some("strict");
    let content = match (is_strict, media_type(&file)) {
        (false, _) => content,
        (true, JAVASCRIPT) => served.with_imports_inside(content).await,
        (true, _) => served.with_scripts_inside(content).await,
    };
    let policy = if is_strict { Some(STRICT) } else { served.options.content_security_policy };
    let mut response = Response::new(Body::from(content));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(media_type(&file)));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    if let Some(policy) = policy {
        headers.insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_static(policy));
    }
    response
}

impl Served {
    /// The file for a path: of the site, of an npm package (`/npm/…`), or shared by sites
    /// (`/shared/…`).
    fn file(&self, path: &str) -> Option<PathBuf> {
        let within = Path::new(path.strip_prefix('/')?);
        if !within.components().all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        if let Ok(package) = within.strip_prefix("npm") {
            return Some(npm().join(package));
        }
        if let Ok(shared) = within.strip_prefix("shared") {
            return Some(root().join("tests/sites/shared").join(shared));
        }
        let file = self.folder.join(within);
        Some(if file.is_dir() { file.join("index.html") } else { file })
    }

    /// A page in which each script that it names stands itself.
    async fn with_scripts_inside(&self, page: Vec<u8>) -> Vec<u8> {
        let page = String::from_utf8_lossy(&page).into_owned();
        let mut parts = page.split("<script src=\"");
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let Some((name, rest)) = part.split_once("\">") else { continue };
            let script = self.script(name).await;
            // Within a page, this ends a script wherever it stands.
            whole.push_str("<script>");
            whole.push_str(&script.replace("</script", "<\\/script"));
            whole.push_str(rest);
        }
        whole.into_bytes()
    }

    /// A worker's script in which those that it imports stand themselves.
    async fn with_imports_inside(&self, script: Vec<u8>) -> Vec<u8> {
        let script = String::from_utf8_lossy(&script).into_owned();
        let Some((before, rest)) = script.split_once("importScripts(") else {
            return script.into_bytes();
        };
        let Some((names, after)) = rest.split_once(");") else { return script.into_bytes() };
        let mut whole = before.to_owned();
        for name in names.split(',').map(|name| name.trim().trim_matches('"')) {
            whole.push_str(&self.script(name).await);
            whole.push('\n');
        }
        whole.push_str(after);
        whole.into_bytes()
    }

    /// The script that a page or a worker names.
    async fn script(&self, name: &str) -> String {
        let path = if name.starts_with('/') { name.to_owned() } else { format!("/{name}") };
        match self.file(&path) {
            Some(file) => tokio::fs::read_to_string(file).await.unwrap_or_default(),
            None => String::new(),
        }
    }
}

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => JAVASCRIPT,
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}
