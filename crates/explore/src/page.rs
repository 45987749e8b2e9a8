//! The page and its parts. In: nothing but what is compiled into this binary. Out: the page that a server gives and
//! the texts of its modules; the same as one file. Modules import each other by names that an import map resolves, so
//! that they need no bundler and work from a file, too. Nothing is fetched from anywhere else.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// A part of the page: its name in addresses and imports, its type, its text.
pub(crate) struct Asset {
    pub(crate) name: &'static str,
    pub(crate) mime: &'static str,
    pub(crate) text: &'static str,
}

const JS: &str = "text/javascript; charset=utf-8";

macro_rules! module {
    ($name:literal) => {
        Asset { name: $name, mime: JS, text: include_str!(concat!("assets/", $name)) }
    };
}

/// All parts.
pub(crate) const ASSETS: &[Asset] = &[
    module!("app.js"),
    module!("dom.js"),
    module!("data.js"),
    module!("light.js"),
    module!("source.js"),
    module!("assembly.js"),
    module!("calls.js"),
    module!("ssa.js"),
    module!("registers.js"),
    module!("frames.js"),
    module!("object.js"),
    module!("elf.js"),
    module!("lookup.js"),
    module!("compare.js"),
    module!("boot.js"),
    module!("schedule.js"),
    module!("build.js"),
    module!("tours.js"),
    module!("walks.js"),
    Asset { name: "style.css", mime: "text/css; charset=utf-8", text: STYLE },
];

const STYLE: &str = include_str!("assets/style.css");

/// Where the parts of a page are.
pub(crate) enum Parts<'p> {
    /// Beside it, on the server.
    Beside,
    /// In it, with answers to questions as JSON.
    Within(&'p str),
}

/// The page. `nonce` marks what in it may run.
pub(crate) fn page(title: &str, nonce: &str, parts: &Parts<'_>) -> String {
    let inside = match parts {
        Parts::Within(_) => true,
        Parts::Beside => false,
    };
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                @if inside {
                    meta http-equiv="Content-Security-Policy" content=(within_policy(nonce));
                }
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " — oxigo explore" }
                link rel="icon" href="data:,";
                @if inside {
                    style nonce=(nonce) { (PreEscaped(STYLE)) }
                } @else {
                    link rel="stylesheet" href="a/style.css";
                }
                script type="importmap" nonce=(nonce) { (PreEscaped(import_map(inside))) }
            }
            body {
                (frame(title))
                @if let Parts::Within(answers) = parts {
                    script type="application/json" id="answers" nonce=(nonce) { (PreEscaped(quoted_in_script(answers))) }
                }
                script type="module" nonce=(nonce) { (PreEscaped("import \"oxigo/app.js\";")) }
            }
        }
    }
    .into_string()
}

/// What stands around the views.
fn frame(title: &str) -> Markup {
    html! {
        header {
            h1 { (title) }
            label { "function " input #function list="functions" autocomplete="off" spellcheck="false"; }
            datalist #functions {}
            button #help title="what the keys do (?)" { "?" }
            span #state role="status" {}
        }
        main {
            section.pane #left { nav {} div.view tabindex="0" {} }
            section.pane #right { nav {} div.view tabindex="0" {} }
        }
        aside #tour {}
        dialog #keys {
            h2 { "Keys" }
            table {
                @for (key, what) in KEYS {
                    tr { td { kbd { (key) } } td { (what) } }
                }
            }
            form method="dialog" { button { "close" } }
        }
        noscript { "This page shows its views with JavaScript." }
    }
}

const KEYS: &[(&str, &str)] = &[
    ("1 … 9", "the n-th view in the right half"),
    ("Shift 1 … 9", "the n-th view in the left half"),
    ("/", "choose a function"),
    ("← →", "SSA: the pass before, the next pass that changed something"),
    ("Escape", "hold nothing"),
    ("click", "hold what is lit, so that other places can be scrolled to"),
    ("double click", "go there: a call, a symbol, a line"),
];

/// What pages on a server may do.
pub(crate) fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; connect-src 'self'; img-src data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

fn within_policy(nonce: &str) -> String {
    format!("default-src 'none'; script-src 'nonce-{nonce}' data:; style-src 'nonce-{nonce}'; img-src data:")
}

/// Names of modules to where they are.
fn import_map(inside: bool) -> String {
    let modules = ASSETS.iter().filter(|a| a.mime == JS);
    let place = |a: &Asset| match inside {
        true => format!("data:text/javascript;base64,{}", base64(a.text.as_bytes())),
        false => format!("./a/{}", a.name),
    };
    let imports: serde_json::Map<String, serde_json::Value> =
        modules.map(|a| (format!("oxigo/{}", a.name), place(a).into())).collect();
    serde_json::json!({ "imports": imports }).to_string()
}

/// JSON that cannot end the element it stands in.
fn quoted_in_script(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// The usual form of Base64, with padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let digit = DIGITS[(n >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_everybody_writes_it() {
        let cases = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")];
        cases.iter().for_each(|(text, code)| assert_eq!(base64(text.as_bytes()), *code));
    }

    #[test]
    fn markup_in_names_stays_text() {
        let answers = serde_json::json!({ "overview": { "title": "</script><script>alert(1)</script>" } }).to_string();
        let page = page("<img src=x onerror=alert(1)>", "n", &Parts::Within(&answers));
        assert!(!page.contains("<img") && !page.contains("</script><script>alert"));
        assert_eq!(page.matches("<script").count(), 3);
    }

    #[test]
    fn modules_import_only_what_there_is() {
        for asset in ASSETS.iter().filter(|a| a.mime == JS) {
            for line in asset.text.lines().filter(|l| l.starts_with("import ")) {
                let name = line.split('"').nth(1).and_then(|n| n.strip_prefix("oxigo/")).unwrap_or_default();
                assert!(ASSETS.iter().any(|a| a.name == name), "{}: {line}", asset.name);
            }
        }
    }
}
