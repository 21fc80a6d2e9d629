//! A buffered writer takes its whole buffer and writes it piece by piece.

use std::sync::Arc;

use runtime_matrix::cancel::{Count, Sweep, sweep};

use super::parts::{Shared, Variant};

pub(crate) struct Writer {
    buffer: Vec<u8>,
    written: Arc<Shared<Vec<u8>>>,
}

const BYTES: [u8; 3] = [1, 2, 3];

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Writer, ()> {
    sweep(
        |_| async {
            Writer {
                buffer: BYTES.to_vec(),
                written: Arc::default(),
            }
        },
        move |rt, writer: &mut Writer| {
            Box::pin(async move {
                let Writer { buffer, written } = writer;
                let mut local = Vec::new();
                let flushed = if variant.is_faulty() {
                    local.append(buffer);
                    &mut local
                } else {
                    buffer
                };
                while !flushed.is_empty() {
                    rt.yield_now().await;
                    written.change(|written| written.push(flushed.remove(0)));
                }
            })
        },
    )
    .conserves(|writer, _| Count {
        sent: BYTES.len(),
        received: writer.written.look(Vec::len),
        inside: writer.buffer.len(),
        ..Count::default()
    })
    .check(|_, writer, _| {
        Box::pin(async move {
            let all = [writer.written.look(Clone::clone), writer.buffer.clone()].concat();
            assert!(all.is_sorted(), "in the order {all:?}");
        })
    })
}
