//! A headless Chromium, driven by its DevTools protocol over a pair of pipes: no port, and no crate for it.

use std::{
    env,
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

use serde_json::{Value, json};

/// What fails the tests where there is no Chromium, in place of leaving them out.
const NEEDED: &str = "NEEDS_CHROMIUM";

/// As long as the browser may take for one answer, on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// Who has the browser: it has several processes of its own, and one of it at a time is enough for a machine.
static TURN: Mutex<()> = Mutex::new(());

/// A browser with one tab, which ends with it.
pub(crate) struct Browser {
    process: Child,
    commands: ChildStdin,
    answers: Receiver<Value>,
    commands_sent: u64,
    session: Option<String>,
    /// What the page has complained of: exceptions, errors of its console, refusals of its policy.
    problems: Vec<String>,
    loads: usize,
    _profile: tempfile::TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// Starts the browser; where there is none, says so, or fails if it was to be there.
    pub(crate) fn start() -> Option<Browser> {
        let Some(program) = find() else {
            let reason = "no Chromium: install `chromium`, or name it by CHROME";
            let is_needed = env::var_os(NEEDED).is_some_and(|value| value == "1");
            assert!(!is_needed, "{reason}; {NEEDED}=1 wants it");
            // Not by a macro, whose output the harness would keep to itself.
            let test = thread::current();
            let test = test.name().unwrap_or("a test").to_owned();
            let _ = writeln!(io::stderr(), "skipped: {reason}: {test}");
            return None;
        };
        let mut browser = Browser::launch(&program);
        let target = browser.call("Target.createTarget", json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let attached = browser.call("Target.attachToTarget", attach);
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page.enable", "Runtime.enable", "Log.enable"] {
            browser.call(domain, json!({}));
        }
        browser.resize(1400, 900);
        Some(browser)
    }

    fn launch(program: &Path) -> Browser {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let profile = tempfile::tempdir().expect("the folder for temporary files can be written");
        let mut process = Command::new("sh")
            // It reads commands from descriptor 3 and answers to 4.
            .args([
                "-c",
                r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#,
            ])
            .arg(program)
            .args([
                "--headless=new",
                "--remote-debugging-pipe",
                "--disable-gpu",
                "--hide-scrollbars",
            ])
            .args([
                "--no-first-run",
                "--disable-background-networking",
                "--disable-dev-shm-usage",
            ])
            // It opens nothing but our own pages, often as root in a container, where it has no sandbox.
            .arg("--no-sandbox")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("there is a shell");
        let commands = process.stdin.take().expect("it is piped");
        let output = BufReader::new(process.stdout.take().expect("it is piped"));
        let (sender, answers) = mpsc::channel();
        thread::spawn(move || {
            for message in output.split(0).map_while(Result::ok) {
                let message = serde_json::from_slice(&message).expect("the protocol is JSON");
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Browser {
            process,
            commands,
            answers,
            commands_sent: 0,
            session: None,
            problems: Vec::new(),
            loads: 0,
            _profile: profile,
            _turn: turn,
        }
    }

    /// Sends a command, and returns its result.
    #[track_caller]
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        self.commands_sent += 1;
        let id = self.commands_sent;
        let mut message = json!({"id": id, "method": method});
        message["params"] = params;
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        write!(self.commands, "{message}\0").expect("Chromium reads its commands");
        loop {
            let mut answer = self.next(method);
            if answer["id"] == id {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].take();
            }
        }
    }

    /// Returns the next message, and remembers what it tells of the page.
    #[track_caller]
    fn next(&mut self, what: &str) -> Value {
        let message = self.answers.recv_timeout(PATIENCE);
        let message =
            message.unwrap_or_else(|error| panic!("Chromium did not answer {what}: {error}"));
        let params = &message["params"];
        let is_bad = |level: &Value| {
            ["error", "warning", "assert"]
                .iter()
                .any(|bad| level == bad)
        };
        match message["method"].as_str() {
            Some("Page.loadEventFired") => self.loads += 1,
            Some("Runtime.exceptionThrown") => self.problems.push(params.to_string()),
            Some("Runtime.consoleAPICalled") if is_bad(&params["type"]) => {
                self.problems.push(params["args"].to_string());
            }
            Some("Log.entryAdded") if is_bad(&params["entry"]["level"]) => {
                self.problems.push(params["entry"]["text"].to_string());
            }
            _ => {}
        }
        message
    }

    /// Opens a page, and waits until it is loaded.
    #[track_caller]
    pub(crate) fn open(&mut self, page: &Path) {
        self.go(&format!("file://{}", page.display()));
    }

    #[track_caller]
    pub(crate) fn go(&mut self, url: &str) {
        let loads = self.loads;
        self.call("Page.navigate", json!({"url": url}));
        while self.loads == loads {
            self.next("with the page");
        }
    }

    pub(crate) fn resize(&mut self, width: u32, height: u32) {
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Returns the value of an expression, as it is when what it hangs on has been laid out.
    #[track_caller]
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let mut result = self.call("Runtime.evaluate", params);
        assert!(
            result["exceptionDetails"].is_null(),
            "{expression}: {result}"
        );
        result["result"]["value"].take()
    }

    /// Clicks on the middle of an element, as a mouse does.
    #[track_caller]
    pub(crate) fn click(&mut self, selector: &str) {
        let element = format!("document.querySelector({})", json!(selector));
        self.eval(&format!("{element}.scrollIntoView({{block: 'center'}})"));
        // What has come into sight is laid out with the next frame, and may move what is beside it.
        let corner = json!({"x": 0, "y": 0, "width": 1, "height": 1, "scale": 1});
        self.call("Page.captureScreenshot", json!({"clip": corner}));
        let middle = self.eval(&format!(
            "(() => {{ const box = {element}.getBoundingClientRect(); \
             return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let params = json!({"type": kind, "x": middle[0], "y": middle[1], "button": "left", "clickCount": 1});
            self.call("Input.dispatchMouseEvent", params);
        }
    }

    /// Presses a key, by its name: `ArrowDown`, `Enter`, `/`.
    pub(crate) fn press(&mut self, key: &str) {
        let code = match key {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            _ => 0,
        };
        let mut params = json!({"type": "keyDown", "key": key, "windowsVirtualKeyCode": code});
        match key {
            "Enter" => params["text"] = json!("\r"),
            _ if key.chars().count() == 1 => params["text"] = json!(key),
            _ => {}
        }
        self.call("Input.dispatchKeyEvent", params);
        self.call(
            "Input.dispatchKeyEvent",
            json!({"type": "keyUp", "key": key, "windowsVirtualKeyCode": code}),
        );
    }

    /// Types a text into what has the focus.
    pub(crate) fn write(&mut self, text: &str) {
        self.call("Input.insertText", json!({"text": text}));
    }

    /// Returns what is to be seen, as a PNG in base64.
    pub(crate) fn screenshot(&mut self) -> String {
        let picture = self.call("Page.captureScreenshot", json!({"format": "png"}));
        picture["data"].as_str().expect("a picture").to_owned()
    }

    /// Asserts that the page has complained of nothing.
    #[track_caller]
    pub(crate) fn assert_calm(&mut self) {
        assert_eq!(self.problems, Vec::<String>::new());
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns the program: what CHROME names, or the first on the path that there is.
fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROME") {
        return Some(named.into());
    }
    let path = env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let mut programs =
        env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    programs.find(|program| program.is_file())
}
