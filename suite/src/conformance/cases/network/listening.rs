use std::{
    future::poll_fn,
    io::ErrorKind,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    task::Poll,
};

use runtime_matrix_core::{Address, Listener};

use super::parts::{listen, listen_at, read_to_end, refused, socket_file, told, write_all};
use crate::{
    conformance::{
        lab::Lab,
        parts::{Flag, is_calm, join, turns},
    },
    sync::lock,
};

/// A port of the machine's own, that no machine of ours listens on and that is never given for zero.
const NOBODY: u16 = 1;
/// A port that was given back may be anybody's: after so many who answer, it is the listener that does.
const TRIES: u32 = 3;

pub(super) fn port_zero_is_a_free_one(lab: &Lab) {
    let instance = lab.instance();
    let (_listener, address) = instance.block_on("a listen", listen(lab, &instance));
    match address {
        Address::Tcp(address) if address.port() != 0 => {}
        other => lab.fail("the port that the listener has", other),
    }
    instance.end();
}

pub(super) fn two_listeners_have_two_ports(lab: &Lab) {
    let instance = lab.instance();
    let (first, second) = instance.block_on("two listens", async {
        let (_listener, first) = listen(lab, &instance).await;
        let (_another, second) = listen(lab, &instance).await;
        (first, second)
    });
    lab.holds(
        first != second,
        "two listeners to have two ports",
        &format!("both are at {first}"),
    );
    instance.end();
}

pub(super) fn an_address_in_use_is_refused(lab: &Lab) {
    let instance = lab.instance();
    let second = instance.block_on("a listen at an address in use", async {
        let (_listener, address) = listen(lab, &instance).await;
        instance.net_of().listen(address).await
    });
    let what = "a listen at an address in use";
    let kind = refused(lab, what, second, "a second listener");
    lab.equal("the kind of its error", kind, ErrorKind::AddrInUse);
    instance.end();
}

pub(super) fn a_connect_to_nobody_is_refused(lab: &Lab) {
    let instance = lab.instance();
    let nobody = SocketAddr::from((Ipv4Addr::LOCALHOST, NOBODY));
    let what = "a connect to a port that nobody listens on";
    let connected = instance.block_on(what, instance.net_of().connect(nobody.into()));
    let kind = refused(lab, what, connected, "it was connected");
    lab.equal("the kind of its error", kind, ErrorKind::ConnectionRefused);
    instance.end();
}

pub(super) fn a_dropped_listener_takes_no_connection(lab: &Lab) {
    let instance = lab.instance();
    let what = "a connect to a listener that was dropped";
    let connected = instance.block_on(what, async {
        let mut tries = 0;
        loop {
            let (listener, address) = listen(lab, &instance).await;
            drop(listener);
            let connected = instance.net_of().connect(address).await;
            tries += 1;
            if connected.is_err() || tries == TRIES {
                return connected;
            }
        }
    });
    let kind = refused(lab, what, connected, "it was connected");
    lab.equal("the kind of its error", kind, ErrorKind::ConnectionRefused);
    instance.end();
}

pub(super) fn a_dropped_accept_loses_no_connection(lab: &Lab) {
    let instance = lab.instance();
    instance.block_on("an accept after one that was dropped", async {
        let (listener, address) = listen(lab, &instance).await;
        let mut dropped = listener.accept();
        let is_waiting = poll_fn(|cx| Poll::Ready(dropped.as_mut().poll(cx).is_pending())).await;
        lab.holds(
            is_waiting,
            "an accept to wait",
            "it was ready before anybody connected",
        );
        let client = instance.net_of().connect(address).await;
        let client = told(lab, "a connect", client);
        drop(dropped);
        told(lab, "an accept", listener.accept().await);
        drop(client);
    });
    instance.end();
}

pub(super) fn several_accepts_get_one_each(lab: &Lab) {
    let instance = lab.instance();
    let came = Arc::new(Mutex::new(Vec::new()));
    instance.block_on("three accepts that wait at a time", async {
        let (listener, address) = listen(lab, &instance).await;
        let listener: Arc<dyn Listener> = listener.into();
        let waiting: Vec<_> = (0..3)
            .map(|_| {
                let (listener, came) = (Arc::clone(&listener), Arc::clone(&came));
                instance.start(async move {
                    // What fails here has no byte that is missed.
                    if let Ok(mut stream) = listener.accept().await {
                        let said = read_to_end(&mut stream).await.unwrap_or_default();
                        lock(&came).extend(said);
                    }
                })
            })
            .collect();
        turns(20).await;
        for number in 1..=3 {
            let client = instance.net_of().connect(address.clone()).await;
            let mut client = told(lab, "a connect", client);
            told(lab, "a write", write_all(&mut client, &[number]).await);
        }
        for task in waiting {
            join(task).await;
        }
    });
    let mut came = lock(&came).clone();
    came.sort_unstable();
    lab.equal("what three tasks were told", came, vec![1, 2, 3]);
    instance.end();
}

pub(super) fn a_unix_listener_makes_its_file(lab: &Lab) {
    let (_folder, path) = socket_file(lab);
    let instance = lab.instance();
    let (_listener, address) = instance.block_on(
        "a listen at a Unix path",
        listen_at(lab, &instance, Address::unix(&path)),
    );
    lab.equal("the listener's address", address, Address::unix(&path));
    lab.holds(
        path.exists(),
        "the file of a Unix listener",
        "there was none",
    );
    instance.end();
}

pub(super) fn a_unix_listener_leaves_its_file(lab: &Lab) {
    let (_folder, path) = socket_file(lab);
    let instance = lab.instance();
    let there = instance.block_on("a listen at a Unix path", async {
        let (listener, _) = listen_at(lab, &instance, Address::unix(&path)).await;
        let there = path.exists();
        drop(listener);
        there
    });
    lab.holds(
        !there || path.exists(),
        "the file of a Unix listener to be left",
        "it was gone",
    );
    instance.end();
}

pub(super) fn a_connect_to_a_missing_file_finds_none(lab: &Lab) {
    let (_folder, path) = socket_file(lab);
    let instance = lab.instance();
    let what = "a connect to a Unix path without a file";
    let connected = instance.block_on(what, instance.net_of().connect(Address::unix(path)));
    let kind = refused(lab, what, connected, "it was connected");
    lab.equal("the kind of its error", kind, ErrorKind::NotFound);
    instance.end();
}

pub(super) fn is_there_for_tasks(lab: &Lab) {
    let instance = lab.instance();
    let shared = instance.share();
    let (has_panicked, is_connected) = (Flag::default(), Flag::default());
    let (panicked, connected) = (has_panicked.clone(), is_connected.clone());
    instance.block_on("a task that listens and connects", async {
        let task = instance.start(async move {
            let Some(net) = shared.net() else { return };
            let mut listening = None;
            if !is_calm(|| listening = Some(net.listen(Address::local_tcp()))) {
                panicked.set();
            }
            let Some(listening) = listening else { return };
            let Ok(listener) = listening.await else {
                return;
            };
            let Ok(address) = listener.local_address() else {
                return;
            };
            let Some(net) = shared.net() else { return };
            if net.connect(address).await.is_ok() {
                connected.set();
            }
        });
        join(task).await;
    });
    lab.holds(
        !has_panicked.is_set(),
        "a task to open a socket",
        "the call panicked",
    );
    lab.holds(
        is_connected.is_set(),
        "a task to be connected to a listener of its own",
        "it was not",
    );
    instance.end();
}
