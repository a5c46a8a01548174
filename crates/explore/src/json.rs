//! Writes JSON text. The check binary is built for every submission, so it links no serializer.

/// Builds one JSON value after the other into a string.
pub(crate) struct Json(String);

impl Json {
    pub(crate) fn new() -> Json {
        Json(String::new())
    }

    pub(crate) fn into_text(self) -> String {
        self.0
    }

    pub(crate) fn string(&mut self, text: &str) {
        self.0.push('"');
        for c in text.chars() {
            match c {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                '\n' => self.0.push_str("\\n"),
                '\r' => self.0.push_str("\\r"),
                '\t' => self.0.push_str("\\t"),
                c if (c as u32) < 0x20 => self.0.push_str(&format!("\\u{:04x}", c as u32)),
                c => self.0.push(c),
            }
        }
        self.0.push('"');
    }

    pub(crate) fn raw(&mut self, text: &str) {
        self.0.push_str(text);
    }

    pub(crate) fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.string(text),
            None => self.raw("null"),
        }
    }

    /// An object whose fields `f` writes with [`Json::key`].
    pub(crate) fn object(&mut self, f: impl FnOnce(&mut Json)) {
        self.0.push('{');
        f(self);
        self.0.push('}');
    }

    /// Begins a field of the object being written.
    pub(crate) fn key(&mut self, name: &str) {
        if !self.0.ends_with('{') {
            self.0.push(',');
        }
        self.string(name);
        self.0.push(':');
    }

    pub(crate) fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut f: impl FnMut(&mut Json, T)) {
        self.0.push('[');
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            f(self, item);
        }
        self.0.push(']');
    }
}
