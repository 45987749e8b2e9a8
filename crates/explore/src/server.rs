//! The page on a loopback port. In: an exploration, which may be made anew when sources change. Out: answers to
//! requests of the page, to nobody else's: addresses contain a random token, `Host` must be the address that is
//! listened on, a foreign `Origin` is refused, and only `GET` is understood.

use crate::exploration::{Exploration, Question};
use crate::page::{self, ASSETS, Parts};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};
use tiny_http::{Header, Method, Request, Server, StatusCode};

/// How many requests are answered at the same time.
const THREADS: usize = 4;
/// Longest address that is looked at.
const MAX_ADDRESS: usize = 1 << 16;

/// Makes the exploration anew if what it was made from has changed; none: it has not. The error is a text.
pub type Refresh<'r> = &'r (dyn Fn() -> Option<Result<Exploration, String>> + Sync);

/// A server that listens.
pub struct Serving {
    server: Server,
    address: SocketAddr,
    token: String,
}

/// A secret of 128 bits in hexadecimal. The error is a line.
pub fn token() -> Result<String, String> {
    let mut bytes = [0; 32];
    let read = std::fs::File::open("/dev/urandom").and_then(|mut f| f.read_exact(&mut bytes));
    read.map_err(|e| format!("/dev/urandom: {e}"))?;
    Ok(base::hex(&Sha256::digest(bytes)[..16]))
}

impl Serving {
    /// Listens on an address, which must be one of this machine's own; port 0 is any. The error is a line.
    pub fn listen(address: &str) -> Result<Serving, String> {
        let wrong = |e: &dyn std::fmt::Display| format!("-http {address}: {e}");
        let places: Vec<SocketAddr> = address.to_socket_addrs().map_err(|e| wrong(&e))?.collect();
        let place = places.iter().find(|a| a.ip().is_loopback());
        let place =
            place.ok_or_else(|| wrong(&"only addresses of this machine itself are served, such as localhost:8080"))?;
        let listener = TcpListener::bind(place).map_err(|e| wrong(&e))?;
        let address = listener.local_addr().map_err(|e| wrong(&e))?;
        let server = Server::from_listener(listener, None).map_err(|e| wrong(&e))?;
        Ok(Serving { server, address, token: token()? })
    }
    /// What to open in a browser.
    pub fn url(&self) -> String {
        format!("http://{}/{}/", self.address, self.token)
    }
    /// Answers requests until the process ends.
    pub fn run(&self, exploration: Exploration, refresh: Refresh<'_>) {
        let shared = Shared { current: Mutex::new(Arc::new(exploration)), trouble: Mutex::default(), refresh };
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    while let Ok(request) = self.server.recv() {
                        let answer = self.answer(&request, &shared);
                        // Whoever asked may be gone.
                        let _ = respond(request, answer);
                    }
                });
            }
        });
    }

    fn answer(&self, request: &Request, shared: &Shared<'_>) -> Answer {
        if let Err(refused) = self.admit(request) {
            return refused;
        }
        let rest = request.url().strip_prefix('/').and_then(|u| u.strip_prefix(self.token.as_str()));
        let Some(path) = rest.and_then(|r| r.strip_prefix('/')) else { return Answer::refused(404, "not found") };
        if path.is_empty() {
            return self.page(&shared.current());
        }
        if let Some(asset) = path.strip_prefix("a/").and_then(|name| ASSETS.iter().find(|a| a.name == name)) {
            return Answer { mime: asset.mime, body: asset.text.to_owned(), ..Answer::default() };
        }
        match path.strip_prefix("q/") {
            Some("state") => shared.state(),
            Some(question) => match Question::parse(question).map(|q| shared.current().answer(&q)) {
                Some(Ok(body)) => Answer { mime: "application/json", body, ..Answer::default() },
                Some(Err(why)) => Answer::refused(404, &why),
                None => Answer::refused(400, "no such question"),
            },
            None => Answer::refused(404, "not found"),
        }
    }

    /// Whether a request comes from our page or the address bar.
    fn admit(&self, request: &Request) -> Result<(), Answer> {
        let all = |name: &'static str| {
            let same = move |h: &&Header| h.field.equiv(name);
            request.headers().iter().filter(same).map(|h| h.value.as_str()).collect::<Vec<_>>()
        };
        let port = self.address.port();
        let names = [self.address.to_string(), format!("localhost:{port}")];
        if !matches!(all("Host")[..], [host] if names.iter().any(|n| n == host)) {
            return Err(Answer::refused(403, "this server answers only under its own name"));
        }
        let own = |origin: &&str| names.iter().any(|n| **origin == format!("http://{n}"));
        if !all("Origin").iter().all(own) {
            return Err(Answer::refused(403, "requests of other sites are refused"));
        }
        if all("Sec-Fetch-Site").iter().any(|site| !matches!(*site, "same-origin" | "none")) {
            return Err(Answer::refused(403, "requests of other sites are refused"));
        }
        match request.method() {
            Method::Get if request.url().len() <= MAX_ADDRESS => Ok(()),
            Method::Get => Err(Answer::refused(414, "the address is too long")),
            _ => Err(Answer::refused(405, "only GET is understood")),
        }
    }

    fn page(&self, exploration: &Exploration) -> Answer {
        let Ok(nonce) = token() else { return Answer::refused(500, "no random numbers") };
        let body = page::page(exploration.title(), &nonce, &Parts::Beside);
        Answer { mime: "text/html; charset=utf-8", body, policy: page::policy(&nonce), ..Answer::default() }
    }
}

struct Shared<'r> {
    current: Mutex<Arc<Exploration>>,
    /// Why the last attempt to make it anew failed.
    trouble: Mutex<Option<String>>,
    refresh: Refresh<'r>,
}

impl Shared<'_> {
    fn current(&self) -> Arc<Exploration> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
    /// Looks for changes; says how often the exploration was made, and what stands in the way of the next one.
    fn state(&self) -> Answer {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        match (self.refresh)() {
            None => {}
            Some(Ok(next)) => {
                *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
                *trouble = None;
            }
            Some(Err(why)) => *trouble = Some(why),
        }
        let body = serde_json::json!({ "version": self.current().version(), "trouble": *trouble }).to_string();
        Answer { mime: "application/json", body, ..Answer::default() }
    }
}

struct Answer {
    status: u16,
    mime: &'static str,
    body: String,
    policy: String,
}

impl Default for Answer {
    fn default() -> Answer {
        Answer {
            status: 200,
            mime: "text/plain; charset=utf-8",
            body: String::new(),
            policy: "default-src 'none'".into(),
        }
    }
}

impl Answer {
    fn refused(status: u16, why: &str) -> Answer {
        Answer { status, body: format!("{why}\n"), ..Answer::default() }
    }
}

/// Answers, and ends the connection: where connections are kept open, the threads that `tiny_http` reads them with may
/// all wait for requests that do not come while one that has come waits for a thread (`TaskPool::spawn` hands several
/// connections to one waiting thread), and the page would hang.
fn respond(request: Request, answer: Answer) -> std::io::Result<()> {
    let headers = [
        ("Content-Type", answer.mime),
        ("Content-Length", &answer.body.len().to_string()),
        ("Content-Security-Policy", &answer.policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
        ("Connection", "close"),
    ];
    let reason = StatusCode(answer.status).default_reason_phrase();
    let mut text = format!("HTTP/1.1 {} {reason}\r\n", answer.status);
    headers.iter().for_each(|(name, value)| text += &format!("{name}: {value}\r\n"));
    let mut writer = request.into_writer();
    writer.write_all(format!("{text}\r\n{}", answer.body).as_bytes())?;
    writer.flush()
}
