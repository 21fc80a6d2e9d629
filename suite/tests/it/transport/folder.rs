use std::{collections::HashSet, fs, io::ErrorKind, thread};

use runtime_matrix::{Address, Runtime, TempFolder};

#[test]
fn a_folder_goes_with_all_that_is_in_it() {
    let folder = TempFolder::new().expect("it can be made");
    let path = folder.path().to_owned();
    fs::create_dir_all(path.join("deep/er")).expect("it is writable");
    fs::write(path.join("deep/er/file"), "text").expect("it is writable");
    drop(folder);
    assert!(!path.exists(), "{}", path.display());
}

#[test]
fn a_folder_that_cannot_be_removed_is_told() {
    let folder = TempFolder::new().expect("it can be made");
    let path = folder.path().to_owned();
    fs::remove_dir(&path).expect("it is empty");
    let error = folder.remove().expect_err("it is gone");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let start = format!("temporary folder {}: ", path.display());
    assert!(error.to_string().starts_with(&start), "{error}");
}

#[test]
fn threads_get_folders_of_their_own() {
    let make = || {
        (0..50)
            .map(|_| TempFolder::new().expect("it can be made"))
            .collect::<Vec<_>>()
    };
    let threads: Vec<_> = (0..4).map(|_| thread::spawn(make)).collect();
    let made = threads
        .into_iter()
        .flat_map(|thread| thread.join().expect("no panic"));
    let folders: Vec<TempFolder> = made.collect();
    let paths: HashSet<_> = folders.iter().map(TempFolder::path).collect();
    assert_eq!(paths.len(), 200);
    assert!(paths.iter().all(|path| path.is_dir()));
}

#[runtime_matrix::test]
async fn a_socket_fits_into_a_folder(rt: Runtime) {
    let folder = TempFolder::new().expect("it can be made");
    let path = folder.path().join("a-socket-of-the-test");
    let listened = rt.listen(Address::unix(path)).await;
    assert!(listened.is_ok(), "{listened:?}");
}
