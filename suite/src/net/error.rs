use std::{error::Error, fmt, io};

use runtime_matrix_core::Address;

/// What was asked of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Listen,
    Connect,
}

/// How long the path of a Unix socket may be, with the zero that ends it: the size of `sun_path`.
const SUN_PATH: usize = if cfg!(any(
    target_os = "linux",
    target_os = "android",
    target_os = "illumos",
    target_os = "solaris"
)) {
    108
} else {
    104
};

/// Looks at an address before anyone is asked for it: what the machine says of a bad one names neither the
/// address nor the limit.
///
/// # Errors
///
/// Fails with `InvalidInput` if it is a path that no Unix socket can have, whatever the runtime.
pub(crate) fn check(address: &Address) -> io::Result<()> {
    let Address::Unix(path) = address else {
        return Ok(());
    };
    let bytes = path.as_os_str().as_encoded_bytes().len();
    let message = match bytes {
        0 => format!("{address}: the path is empty: name the file that the socket is to have"),
        _ if bytes >= SUN_PATH => format!(
            "{address}: the path has {bytes} bytes, and a Unix socket takes {} at most: use a shorter folder, as \
             `TempFolder::new` makes one",
            SUN_PATH - 1
        ),
        _ => return Ok(()),
    };
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}

/// Returns the error with the address and what to do about it; its kind stays, and the machine's own error is its
/// source.
pub(crate) fn named(address: &Address, asked: Asked, error: io::Error) -> io::Error {
    let kind = error.kind();
    let message = format!("{address}: {}", told(address, asked, &error));
    io::Error::new(kind, Named { message, error })
}

/// Says what went wrong, and the way out.
fn told(address: &Address, asked: Asked, error: &io::Error) -> String {
    use io::ErrorKind::{
        AddrInUse, AddrNotAvailable, ConnectionRefused, NotFound, PermissionDenied,
    };
    let text = match (address, asked, error.kind()) {
        (Address::Tcp(_), _, AddrInUse) => {
            "address already in use: listen on port 0 to get a free one"
        }
        (Address::Unix(_), _, AddrInUse) => {
            "address already in use: a listener has its file, or left it: listen in a folder of the test's own, as \
             `TempFolder::new` makes one"
        }
        (Address::Memory(_), _, AddrInUse) => {
            "address already in use: listen at `Address::memory(\"\")` to get a free one"
        }
        (Address::Unix(_), Asked::Connect, ConnectionRefused) => {
            "nobody listens there: the file is left of a listener that is gone"
        }
        (_, Asked::Connect, ConnectionRefused | NotFound) => "nobody listens there",
        (Address::Unix(_), Asked::Listen, NotFound) => {
            "the folder of the socket's file is not there"
        }
        (Address::Tcp(_), Asked::Listen, PermissionDenied) => {
            "permission denied: listen on port 0, or on one above 1023"
        }
        (Address::Unix(_), _, PermissionDenied) => {
            "permission denied: use a folder of the test's own, as `TempFolder::new` makes one"
        }
        (Address::Tcp(_), Asked::Listen, AddrNotAvailable) => {
            "this machine does not have that address: listen on 127.0.0.1"
        }
        _ => return error.to_string(),
    };
    text.to_owned()
}

/// An error that says where.
#[derive(Debug)]
struct Named {
    message: String,
    error: io::Error,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Named {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}
