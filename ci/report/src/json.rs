use std::fmt::Write;

/// A JSON object that is being written to the end of a text.
#[must_use = "an object wants its end"]
pub(crate) struct Object<'a> {
    json: &'a mut String,
}

impl<'a> Object<'a> {
    pub(crate) fn begin(json: &'a mut String) -> Object<'a> {
        json.push('{');
        Object { json }
    }

    pub(crate) fn end(self) {
        self.json.push('}');
    }

    pub(crate) fn text(mut self, key: &str, value: &str) -> Object<'a> {
        self.key(key);
        write_string(self.json, value);
        self
    }

    pub(crate) fn number(mut self, key: &str, value: u64) -> Object<'a> {
        self.key(key);
        write!(self.json, "{value}").expect("a String takes any text");
        self
    }

    /// Writes the entry, or nothing where the value is not known.
    pub(crate) fn known_text(self, key: &str, value: Option<&str>) -> Object<'a> {
        match value {
            Some(value) => self.text(key, value),
            None => self,
        }
    }

    /// Writes the entry, or nothing where the value is not known.
    pub(crate) fn known_number(self, key: &str, value: Option<u64>) -> Object<'a> {
        match value {
            Some(value) => self.number(key, value),
            None => self,
        }
    }

    /// Writes a list of texts, or nothing where the list is not known.
    pub(crate) fn known_texts(mut self, key: &str, texts: Option<&[String]>) -> Object<'a> {
        let Some(texts) = texts else {
            return self;
        };
        self.key(key);
        self.json.push('[');
        for (index, text) in texts.iter().enumerate() {
            if index > 0 {
                self.json.push(',');
            }
            write_string(self.json, text);
        }
        self.json.push(']');
        self
    }

    /// Writes a list of objects, or nothing where the list is not known.
    pub(crate) fn known_objects<T>(
        self,
        key: &str,
        items: Option<&[T]>,
        write: impl for<'b> Fn(&T, Object<'b>) -> Object<'b>,
    ) -> Object<'a> {
        match items {
            Some(items) => self.objects(key, items, write),
            None => self,
        }
    }

    /// Writes a list with an object for each item, filled in by `write`.
    pub(crate) fn objects<T>(
        mut self,
        key: &str,
        items: &[T],
        write: impl for<'b> Fn(&T, Object<'b>) -> Object<'b>,
    ) -> Object<'a> {
        self.key(key);
        self.json.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.json.push(',');
            }
            write(item, Object::begin(self.json)).end();
        }
        self.json.push(']');
        self
    }

    /// Writes a key of ours, which needs no escape.
    fn key(&mut self, key: &str) {
        // No value ends with a brace, so one stands here only right after `begin`.
        if !self.json.ends_with('{') {
            self.json.push(',');
        }
        self.json.push('"');
        self.json.push_str(key);
        self.json.push_str("\":");
    }
}

fn write_string(json: &mut String, text: &str) {
    json.push('"');
    let mut rest = text;
    // Nearly every text is plain, and bytes are found much faster than characters.
    while let Some(index) = rest.bytes().position(|byte| !is_plain(byte)) {
        let (plain, special) = rest.split_at(index);
        json.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            Some(c) if needs_escape(c) => write_escape(json, c),
            c => json.extend(c),
        }
        rest = chars.as_str();
    }
    json.push_str(rest);
    json.push('"');
}

/// Tells whether a byte is an ASCII character that needs no escape.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\'
}

/// Tells what must not stand in a line as it is.
///
/// JSON asks for the first 32 control characters alone. The others are escaped as well: a terminal that
/// shows a line must not obey it, and some readers end a line at U+0085, U+2028 and U+2029.
fn needs_escape(c: char) -> bool {
    matches!(c, '"' | '\\' | '\u{2028}' | '\u{2029}') || c.is_control()
}

/// All that needs an escape lies in the basic plane, so four digits are enough.
fn write_escape(json: &mut String, c: char) {
    match c {
        '"' => json.push_str("\\\""),
        '\\' => json.push_str("\\\\"),
        '\n' => json.push_str("\\n"),
        '\t' => json.push_str("\\t"),
        _ => write!(json, "\\u{:04x}", u32::from(c)).expect("a String takes any text"),
    }
}
