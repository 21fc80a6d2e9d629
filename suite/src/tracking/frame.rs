//! The frames of a stack, read from the text that the standard library makes of it.

use std::{env, fmt, path::PathBuf};

/// The crates that run a test rather than being tested: the standard library, runtimes with what they
/// are made of, and the suite's own.
const INSIDE: &[&str] = &[
    "std",
    "core",
    "alloc",
    "__rustc",
    "tokio",
    "tokio_util",
    "async_std",
    "smol",
    "async_io",
    "async_executor",
    "async_global_executor",
    "async_task",
    "blocking",
    "polling",
    "parking",
    "mio",
    "futures",
    "futures_channel",
    "futures_core",
    "futures_executor",
    "futures_io",
    "futures_lite",
    "futures_sink",
    "futures_task",
    "futures_util",
    "runtime_matrix",
    "runtime_matrix_async_std",
    "runtime_matrix_core",
    "runtime_matrix_faulty",
    "runtime_matrix_futures",
    "runtime_matrix_sim",
    "runtime_matrix_smol",
    "runtime_matrix_tokio",
];

/// Where the suite polls and calls what is tested: what follows outwards runs the test.
const BORDERS: &[&str] = &[
    "runtime_matrix::job::",
    "runtime_matrix::run::root::",
    "runtime_matrix::tracking::tracked::",
];

/// A function on the stack, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    function: String,
    /// File and line, where the binary has them.
    place: Option<(String, u32)>,
    /// Of a frame of a dependency: the first one in the sources beside the test.
    caller: Option<Box<Frame>>,
}

/// The folders that files are told from.
pub(crate) struct Folders {
    /// The working directory. The standard library writes what is below it as `./…`.
    here: PathBuf,
    /// The one that the compiler ran in, and that the places of panics are relative to.
    root: PathBuf,
}

impl Folders {
    /// Finds them by `file`, which the compiler has written down for a source file of the process.
    pub(crate) fn of(file: &str) -> Folders {
        let here = env::current_dir().unwrap_or_default();
        let mut above = here.ancestors();
        let root = above.find(|folder| folder.join(file).is_file());
        Folders {
            root: root.unwrap_or(&here).to_owned(),
            here,
        }
    }
}

impl Frame {
    /// Returns the first frame outside of the runtime and the standard library, from the panic outwards.
    ///
    /// `text` is what a backtrace displays as; one without symbols has no such frame, and neither has one
    /// of a future that is the runtime's own.
    pub(crate) fn first_outside(text: &str, folders: &Folders) -> Option<Frame> {
        let mut outside = frames_outside(text);
        let (symbol, place) = outside.next()?;
        let is_own = |place: Option<(&str, u32)>| place.map(|(file, _)| is_own(file, folders));
        let caller = match is_own(place) {
            Some(false) => outside.find(|(_, place)| is_own(*place) == Some(true)),
            _ => None,
        };
        Some(Frame {
            caller: caller.map(|(symbol, place)| Box::new(Frame::new(symbol, place, folders))),
            ..Frame::new(symbol, place, folders)
        })
    }

    fn new(symbol: &str, place: Option<(&str, u32)>, folders: &Folders) -> Frame {
        Frame {
            function: function(symbol).to_owned(),
            place: place.map(|(file, line)| (shorten(file, folders), line)),
            caller: None,
        }
    }

    /// Tells whether `place`, where a panic says that it happened, leaves open what the frame tells.
    ///
    /// A panic in the same file has said enough, unless that is a dependency's, and so has one outside of all
    /// runtimes if nothing is known of the frame's file.
    pub(crate) fn adds_to(&self, place: &str) -> bool {
        if self.caller.is_some() {
            return true;
        }
        match &self.place {
            Some((file, _)) => read_place(place)
                .is_none_or(|(at, _)| in_registry(at).unwrap_or(at) != file.as_str()),
            None => read_place(place).is_none_or(|(at, _)| is_inside_file(at)),
        }
    }
}

/// Prints `function at file:line`, or the function alone, and the same of who called a dependency.
impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.function)?;
        if let Some((file, line)) = &self.place {
            write!(f, " at {file}:{line}")?;
        }
        match &self.caller {
            Some(caller) => write!(f, ", called from {caller}"),
            None => Ok(()),
        }
    }
}

/// Iterates over the frames of a stack that are outside of the runtime and the standard library, as symbols and places,
/// up to where the suite polls or calls what is tested.
fn frames_outside(text: &str) -> impl Iterator<Item = (&str, Option<(&str, u32)>)> {
    let mut lines = text.lines().peekable();
    let frames = std::iter::from_fn(move || {
        let symbol = read_symbol(lines.next()?);
        let place = lines
            .next_if(|next| is_place(next))
            .and_then(|next| read_place(next.trim_start().trim_start_matches("at ")));
        Some((symbol, place))
    });
    let is_border = |symbol: &str| {
        let path = symbol.trim_start_matches('<');
        BORDERS.iter().any(|border| path.starts_with(border))
    };
    frames
        .take_while(move |(symbol, _)| !is_border(symbol))
        .filter(|(symbol, place)| {
            !place.is_some_and(|(file, _)| is_inside_file(file)) && is_outside_symbol(symbol)
        })
}

/// Tells whether a line is the second one of a frame.
fn is_place(line: &str) -> bool {
    line.starts_with("       ") && line.trim_start().starts_with("at ")
}

/// Returns a frame's first line without the number, which functions inlined into others do not have.
fn read_symbol(line: &str) -> &str {
    let line = line.trim_start();
    match line.split_once(": ") {
        Some((number, symbol)) if number.bytes().all(|byte| byte.is_ascii_digit()) => symbol,
        _ => line,
    }
}

/// Reads `file:line:column` or `file:line`.
fn read_place(text: &str) -> Option<(&str, u32)> {
    let (rest, last) = text.rsplit_once(':')?;
    let last: u32 = last.parse().ok()?;
    let with_column = rest
        .rsplit_once(':')
        .and_then(|(file, line)| Some((file, line.parse().ok()?)));
    Some(with_column.unwrap_or((rest, last)))
}

/// Tells whether a symbol names a crate that is tested: its own, or that of the trait that it implements.
fn is_outside_symbol(symbol: &str) -> bool {
    let is_outside = |path: &str| crate_of(path).is_some_and(|name| !INSIDE.contains(&name));
    is_outside(symbol) || implemented(symbol).is_some_and(is_outside)
}

/// Returns the crate that a path begins with; a generic parameter and a C function have none.
fn crate_of(path: &str) -> Option<&str> {
    let mut path = path;
    loop {
        let rest = path.trim_start_matches(['<', '&', '*', '[', '(', ' ']);
        let rest = ["mut ", "const ", "dyn "]
            .iter()
            .find_map(|word| rest.strip_prefix(word))
            .unwrap_or(rest);
        if rest.len() == path.len() {
            break;
        }
        path = rest;
    }
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    let (name, rest) = path.split_at(end);
    (rest.starts_with("::") && !name.is_empty()).then_some(name)
}

/// Returns what follows `as` in `<Type as Trait>::method`.
fn implemented(symbol: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (index, c) in symbol.char_indices() {
        match c {
            '<' => depth += 1,
            '>' if before != '-' => depth = depth.saturating_sub(1),
            ' ' if depth == 1 => {
                if let Some(path) = symbol[index..].strip_prefix(" as ") {
                    return Some(path);
                }
            }
            _ => {}
        }
        if depth == 0 {
            return None;
        }
        before = c;
    }
    None
}

/// Returns the symbol without the closures in it, and without the hash of older compilers.
fn function(symbol: &str) -> &str {
    let mut name = symbol;
    if let Some((rest, hash)) = name.rsplit_once("::h") {
        if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            name = rest;
        }
    }
    while let Some((rest, closure)) = name.rsplit_once("::{") {
        if !closure.ends_with('}') {
            break;
        }
        name = rest;
    }
    name
}

/// Tells whether a file belongs to the standard library, or to a crate that runs tests.
fn is_inside_file(file: &str) -> bool {
    let package = in_registry(file)
        .and_then(|rest| rest.split('/').next())
        .and_then(|package| package.rsplit_once('-'))
        .map(|(name, _)| name.replace('-', "_"));
    file.starts_with("/rustc/")
        || file.contains("/lib/rustlib/src/rust/library/")
        || package.is_some_and(|package| INSIDE.contains(&package.as_str()))
}

/// Returns what of a file's path follows on the folder that cargo keeps sources of a registry in.
fn in_registry(file: &str) -> Option<&str> {
    let (_, rest) = file.split_once("/registry/src/")?;
    rest.split_once('/').map(|(_, rest)| rest)
}

/// Returns the file as readers elsewhere know it too: relative to the root, or to the registry.
fn shorten(file: &str, folders: &Folders) -> String {
    if let Some(rest) = in_registry(file) {
        return rest.to_owned();
    }
    let path = whole(file, folders);
    let path = path.strip_prefix(&folders.root).unwrap_or(&path);
    path.to_string_lossy().into_owned()
}

/// Tells whether a file is below the root, and so none of a dependency.
fn is_own(file: &str, folders: &Folders) -> bool {
    in_registry(file).is_none() && whole(file, folders).starts_with(&folders.root)
}

fn whole(file: &str, folders: &Folders) -> PathBuf {
    match file.strip_prefix("./") {
        Some(below) => folders.here.join(below),
        None => PathBuf::from(file),
    }
}

#[cfg(test)]
mod tests;
