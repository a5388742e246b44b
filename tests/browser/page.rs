//! A page in the browser, told what to do over the DevTools protocol.

use std::net::TcpStream;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Message, WebSocket};

use crate::chromium::Chromium;

/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(60);

/// The colours the user prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    Light,
    Dark,
}

/// A page of a browser of its own.
pub struct Page {
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    session: Option<String>,
    last: u64,
    events: Vec<Value>,
    /// INVARIANT: runs as long as the page is used.
    _browser: Chromium,
}

impl Page {
    /// Opens an empty page; `None` if there is no browser and that is allowed.
    pub fn start() -> Option<Self> {
        let mut browser = Chromium::start()?;
        let (socket, _) = tungstenite::connect(browser.endpoint()).expect("the browser listens");
        if let MaybeTlsStream::Plain(stream) = socket.get_ref() {
            stream.set_read_timeout(Some(LIMIT)).expect("a limit can be set");
        }
        let mut page = Self { socket, session: None, last: 0, events: Vec::new(), _browser: browser };
        let target = page.call("Target.createTarget", json!({"url": "about:blank"}));
        let attached =
            page.call("Target.attachToTarget", json!({"targetId": target["targetId"], "flatten": true}));
        page.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network", "Audits"] {
            page.call(&format!("{domain}.enable"), json!({}));
        }
        Some(page)
    }

    /// Opens a file at a size, in a scheme.
    pub fn open(&mut self, file: &Path, width: u32, scheme: Scheme) {
        let scheme = if scheme == Scheme::Dark { "dark" } else { "light" };
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", size);
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
        self.call("Page.navigate", json!({"url": format!("file://{}", file.display())}));
        let url = json!(format!("file://{}", file.display()));
        self.until(
            "the page is there",
            &format!("location.href === {url} && document.readyState === 'complete'"),
        );
    }

    /// The value of an expression of the page.
    #[track_caller]
    pub fn js(&mut self, expression: &str) -> Value {
        let answer = self.call(
            "Runtime.evaluate",
            json!({"expression": expression, "returnByValue": true, "awaitPromise": true}),
        );
        assert!(answer.get("exceptionDetails").is_none(), "`{expression}`: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    #[track_caller]
    pub fn until(&mut self, what: &str, expression: &str) {
        let started = Instant::now();
        while self.js(expression) != true {
            assert!(started.elapsed() < LIMIT, "not within {LIMIT:?}: {what}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Presses a key, as a user does.
    pub fn press(&mut self, key: &str) {
        let text = if key == "Enter" { "\r" } else { key };
        let mut press = json!({"type": "keyDown", "key": key});
        if key == "Enter" || key.chars().count() == 1 {
            press["text"] = text.into();
        }
        if key == "Enter" {
            press["windowsVirtualKeyCode"] = 13.into();
        }
        self.call("Input.dispatchKeyEvent", press);
        self.call("Input.dispatchKeyEvent", json!({"type": "keyUp", "key": key}));
    }

    /// Types a text into what has the focus.
    pub fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Clicks in the middle of an element, as a user does.
    #[track_caller]
    pub fn click(&mut self, selector: &str) {
        let selector = json!(selector);
        let place = self.js(&format!(
            "(() => {{ const element = document.querySelector({selector}); element.scrollIntoView({{block: 'center'}});
               const box = element.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let event =
                json!({"type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1});
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// The events so far.
    pub fn events(&mut self) -> &[Value] {
        // An answer comes after all events before it.
        self.js("0");
        &self.events
    }

    /// Asserts that the page did not complain, ran nothing it must not run, and opened no dialog.
    #[track_caller]
    pub fn is_quiet(&mut self) {
        const LOUD: [&str; 5] = [
            "Runtime.exceptionThrown",
            "Runtime.consoleAPICalled",
            "Log.entryAdded",
            "Audits.issueAdded",
            "Page.javascriptDialogOpening",
        ];
        let loud: Vec<&Value> =
            self.events().iter().filter(|event| LOUD.iter().any(|name| event["method"] == *name)).collect();
        assert!(loud.is_empty(), "the page is not quiet: {loud:#?}");
    }

    /// The addresses the page asked for.
    pub fn requests(&mut self) -> Vec<String> {
        let sent = self.events().iter().filter(|event| event["method"] == "Network.requestWillBeSent");
        sent.filter_map(|event| event["params"]["request"]["url"].as_str()).map(str::to_owned).collect()
    }

    #[track_caller]
    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.last += 1;
        let mut request = json!({"id": self.last, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            request["sessionId"] = session.as_str().into();
        }
        self.socket.send(Message::text(request.to_string())).expect("the browser listens");
        loop {
            let message =
                self.socket.read().unwrap_or_else(|error| panic!("no answer to `{method}`: {error}"));
            let Ok(text) = message.to_text() else { continue };
            let Ok(mut answer) = serde_json::from_str::<Value>(text) else { continue };
            if answer["id"] == self.last {
                assert!(answer.get("error").is_none(), "`{method}`: {}", answer["error"]);
                return answer["result"].take();
            }
            if answer.get("method").is_some() {
                self.events.push(answer);
            }
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let request = json!({"id": 0, "method": "Browser.close"});
        let _ = self.socket.send(Message::text(request.to_string()));
    }
}
