use std::{
    env, fs,
    hash::{BuildHasher, RandomState},
    io, mem,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

/// How long the path of the temporary folder may be before a shorter one is looked for: what is left of about 100
/// bytes must do for a name in it.
const LONGEST: usize = 60;

/// How many names are tried. Each has a number that no other has, so that one taken is bad luck already.
const TRIES: u32 = 64;

/// A temporary folder with a short path, removed with all that is in it when it is dropped.
///
/// It stands in the machine's temporary folder, or in `/tmp` if that has a long path, so that a Unix socket may be
/// in it. Nobody but the user may look into it. Its name is not taken from anyone: a folder that is there already is
/// left alone. A process that is aborted leaves it behind.
///
/// ```
/// use runtime_matrix::TempFolder;
///
/// let folder = TempFolder::new().unwrap();
/// let path = folder.path().to_owned();
/// std::fs::write(path.join("file"), "text").unwrap();
/// drop(folder);
/// assert!(!path.exists());
/// ```
#[derive(Debug)]
pub struct TempFolder {
    /// Empty once it has been removed.
    path: PathBuf,
}

impl TempFolder {
    /// Makes a folder. It blocks for as long as the machine takes for that.
    ///
    /// # Errors
    ///
    /// Fails as the machine does, and names the path.
    pub fn new() -> io::Result<TempFolder> {
        TempFolder::within(&base())
    }

    /// Makes a folder in that one.
    fn within(base: &Path) -> io::Result<TempFolder> {
        let mut taken = None;
        for _ in 0..TRIES {
            let path = base.join(name());
            match make(&path) {
                Ok(()) => return Ok(TempFolder { path }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => taken = Some(path),
                Err(error) => {
                    let message = format!(
                        "temporary folder {}: {error}: set TMPDIR to a folder that can be written to",
                        path.display()
                    );
                    return Err(io::Error::new(error.kind(), message));
                }
            }
        }
        let path = taken.unwrap_or_default();
        let message = format!(
            "temporary folder {}: {TRIES} names were taken: clean up {}",
            path.display(),
            base.display()
        );
        Err(io::Error::new(io::ErrorKind::AlreadyExists, message))
    }

    /// Returns the path of the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the folder with all that is in it. It blocks for as long as the machine takes for that.
    ///
    /// # Errors
    ///
    /// Fails as the machine does, where a drop would keep that to itself.
    pub fn remove(mut self) -> io::Result<()> {
        let path = mem::take(&mut self.path);
        fs::remove_dir_all(&path).map_err(|error| {
            let message = format!("temporary folder {}: {error}", path.display());
            io::Error::new(error.kind(), message)
        })
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty() {
            // There is nobody to tell.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Returns the folder to make folders in.
fn base() -> PathBuf {
    let base = env::temp_dir();
    let short = Path::new("/tmp");
    if cfg!(unix) && base.as_os_str().len() > LONGEST && short.is_dir() {
        return short.to_owned();
    }
    base
}

/// Returns a name that no other call returns, in this process or, by all chance, in another.
fn name() -> String {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let number = MADE.fetch_add(1, Relaxed);
    let chance = RandomState::new().hash_one((process::id(), number)) >> 32;
    format!("rm-{chance:08x}-{number}")
}

/// Makes a folder for the user alone, which must not be there yet: the machine sees to both in one step.
fn make(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
