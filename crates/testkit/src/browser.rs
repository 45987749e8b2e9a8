//! A browser without a window, for tests of pages and their pictures. In: addresses, movements of the mouse. Out: what
//! the page holds, its requests, its errors, its picture. The browser is told by the DevTools protocol over two pipes
//! (`--remote-debugging-pipe`): messages are JSON, each ended by a zero byte. It ends when the pipes do. Facts:
//! chromedevtools.github.io/devtools-protocol, domains Target, Page, Runtime, Input, Emulation, Network.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long a page may take to come to rest.
const LIMIT: Duration = Duration::from_secs(20);
/// The window.
const SIZE: (u32, u32) = (1280, 800);

/// The browser's program: what `OXIGO_BROWSER` names, which must be there then; else Debian's `chromium`. None: there
/// is none, which in CI (`CI` is set) is a failure.
fn program() -> Option<String> {
    let named = std::env::var("OXIGO_BROWSER").ok().filter(|name| !name.is_empty());
    let program = named.clone().unwrap_or_else(|| "chromium".to_owned());
    let Err(missing) = Command::new(&program).arg("--version").output() else { return Some(program) };
    assert!(named.is_none(), "{program}: {missing}");
    assert!(std::env::var_os("CI").is_none(), "chromium: {missing}: `.ci/run` installs Debian's package `chromium`");
    eprintln!("chromium: {missing}: the page was not looked at");
    None
}

/// A browser with one page.
pub struct Browser {
    child: Child,
    /// Closed to end the browser.
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    session: String,
    number: u64,
    requests: Vec<String>,
    problems: Vec<String>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts one; none: there is none on this machine, which was said.
    pub fn start() -> Option<Browser> {
        let program = program()?;
        let profile = crate::temp_dir();
        let mut child = command(&program, profile.path()).spawn().unwrap_or_else(|e| panic!("{program}: {e}"));
        let output = child.stdout.take().expect("a pipe");
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let texts = BufReader::new(output).split(0).map_while(Result::ok);
            let values = texts.filter_map(|text| serde_json::from_slice(&text).ok());
            values.map_while(|value| sender.send(value).ok()).for_each(drop);
        });
        let input = child.stdin.take();
        let (session, requests, problems) = (String::new(), Vec::new(), Vec::new());
        let mut browser = Browser { child, input, messages, session, number: 0, requests, problems, _profile: profile };
        browser.attach();
        Some(browser)
    }

    fn attach(&mut self) {
        let target = self.call("Target.createTarget", json!({ "url": "about:blank" }));
        let session = self.call("Target.attachToTarget", json!({ "targetId": target["targetId"], "flatten": true }));
        session["sessionId"].as_str().expect("a session").clone_into(&mut self.session);
        for domain in ["Page", "Runtime", "Network", "Log"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
        self.set_height(SIZE.1);
    }
    /// Makes the window so high; it stays 1280 wide.
    pub fn set_height(&mut self, height: u32) {
        let metrics = json!({ "width": SIZE.0, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Calls a method of the protocol; gives its result.
    fn call(&mut self, method: &str, params: Value) -> Value {
        self.number += 1;
        let number = self.number;
        let mut message = json!({ "id": number, "method": method, "params": params });
        if !self.session.is_empty() {
            message["sessionId"] = self.session.as_str().into();
        }
        let input = self.input.as_mut().expect("an open pipe");
        let text = format!("{message}\0");
        input.write_all(text.as_bytes()).and_then(|()| input.flush()).expect("the browser listens");
        loop {
            let answer = self.next(method);
            if answer["id"] == number {
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].clone();
            }
        }
    }

    /// The next message; requests and errors of the page are noted.
    fn next(&mut self, what: &str) -> Value {
        let message =
            self.messages.recv_timeout(LIMIT).unwrap_or_else(|e| panic!("the browser, asked for {what}: {e}"));
        let params = &message["params"];
        match message["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => {
                self.requests.extend(params["request"]["url"].as_str().map(str::to_owned));
            }
            "Runtime.exceptionThrown" => self.problems.push(params["exceptionDetails"].to_string()),
            // That an answer is an error may be what is wanted.
            "Log.entryAdded" if params["entry"]["level"] == "error" && params["entry"]["source"] != "network" => {
                self.problems.push(params["entry"].to_string());
            }
            _ => {}
        }
        message
    }

    /// Goes to an address; requests and problems are those of this page from here on.
    pub fn open(&mut self, url: &str) {
        self.call("Page.navigate", json!({ "url": "about:blank" }));
        self.wait("location.href == 'about:blank' && document.readyState == 'complete'");
        self.requests.clear();
        self.problems.clear();
        self.call("Page.navigate", json!({ "url": url }));
        self.wait("location.href != 'about:blank' && document.readyState == 'complete'");
    }

    /// The value of an expression; promises are waited for.
    pub fn value(&mut self, expression: &str) -> Value {
        self.evaluated(expression).unwrap_or_else(|problem| panic!("{expression}: {problem}"))
    }
    fn evaluated(&mut self, expression: &str) -> Result<Value, Value> {
        let params = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", params);
        if answer["exceptionDetails"].is_null() {
            Ok(answer["result"]["value"].clone())
        } else {
            Err(answer["exceptionDetails"].clone())
        }
    }
    /// The text of an expression.
    pub fn text(&mut self, expression: &str) -> String {
        self.value(expression).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression is true.
    pub fn wait(&mut self, expression: &str) {
        let deadline = Instant::now() + LIMIT;
        // While a page is being left, nothing can be asked of it.
        while self.evaluated(&format!("Boolean({expression})")) != Ok(Value::Bool(true)) {
            if Instant::now() > deadline {
                let now = self.evaluated("`${location.href} ${document.readyState} ${document.body?.textContent}`");
                panic!("the page does not come to {expression}: {now:?} {:?} {:?}", self.requests, self.problems);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Moves the mouse to the middle of what a selector finds first, which is brought into sight.
    pub fn point_at(&mut self, selector: &str) {
        let (x, y) = self.middle(selector);
        self.mouse("mouseMoved", x, y, "none");
    }
    /// Clicks there.
    pub fn click(&mut self, selector: &str) {
        let (x, y) = self.middle(selector);
        self.mouse("mouseMoved", x, y, "none");
        self.mouse("mousePressed", x, y, "left");
        self.mouse("mouseReleased", x, y, "left");
    }
    fn mouse(&mut self, kind: &str, x: f64, y: f64, button: &str) {
        let count = u8::from(button != "none");
        self.call(
            "Input.dispatchMouseEvent",
            json!({ "type": kind, "x": x, "y": y, "button": button, "clickCount": count }),
        );
    }
    fn middle(&mut self, selector: &str) -> (f64, f64) {
        let place = self.value(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); if (!e) return null;
               e.scrollIntoView({{ block: 'center' }}); const b = e.getBoundingClientRect();
               const right = Math.min(b.right, innerWidth), view = e.closest('.view')?.getBoundingClientRect() ?? b;
               return [(Math.max(b.left, view.left) + Math.min(right, view.right)) / 2, (b.top + b.bottom) / 2]; }})()"
        ));
        let at = |n: usize| place[n].as_f64().unwrap_or_else(|| panic!("nothing is {selector}"));
        (at(0), at(1))
    }

    /// Shows pages in light or dark colours.
    pub fn set_dark(&mut self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": value }]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
    }
    /// The picture of the page, as a PNG file.
    pub fn picture(&mut self) -> Vec<u8> {
        let answer = self.call("Page.captureScreenshot", json!({ "format": "png", "optimizeForSpeed": false }));
        from_base64(answer["data"].as_str().expect("a picture"))
    }

    /// What the page has asked for, itself first.
    pub fn requests(&self) -> &[String] {
        &self.requests
    }
    /// Errors of its scripts, and what its policy has refused.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // With its pipe it ends by itself, its other processes with it.
        self.input = None;
        let deadline = Instant::now() + Duration::from_secs(5);
        while Instant::now() < deadline && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The bytes that a text in Base64 stands for.
fn from_base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits: Vec<u32> = text.bytes().filter_map(|b| DIGITS.iter().position(|d| *d == b)).map(|n| n as u32).collect();
    let bytes = digits.chunks(4).flat_map(|group| {
        let n = group.iter().fold(0, |n, d| n << 6 | d) << (6 * (4 - group.len()));
        n.to_be_bytes().into_iter().skip(1).take(group.len() - 1)
    });
    bytes.collect()
}

/// Pipes are expected as files 3 and 4; what else the browser prints is nobody's.
fn command(program: &str, profile: &std::path::Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", program]);
    command.args(["--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]);
    // Where nothing but the own machine can be reached, what a browser looks for by itself delays it.
    command.args(["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]);
    command.args(["--disable-quic", "--disable-extensions", "--disable-default-apps", "--hide-scrollbars"]);
    command.arg(format!("--window-size={},{}", SIZE.0, SIZE.1));
    command.arg(format!("--user-data-dir={}", profile.display())).arg("about:blank");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

#[cfg(test)]
mod tests {
    use super::from_base64;

    #[test]
    fn base64_is_read() {
        let cases = [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob")];
        cases.iter().for_each(|(code, text)| assert_eq!(from_base64(code), text.as_bytes()));
    }
}
