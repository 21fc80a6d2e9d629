//! A reader keeps the half of a frame that it has in a local variable.

use std::sync::Arc;

use runtime_matrix::cancel::{Count, Sweep, sweep};

use super::parts::{Shared, Variant};

pub(crate) struct Reader {
    bytes: Arc<Shared<Vec<u8>>>,
    /// What has been read of the frame.
    part: Vec<u8>,
}

const FRAME: usize = 4;

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Reader, Vec<u8>> {
    sweep(
        |rt| async move {
            let bytes = Arc::new(Shared::new(vec![1, 2]));
            let rest = bytes.clone();
            rt.clone()
                .spawn(async move {
                    rt.sleep(std::time::Duration::from_secs(1)).await;
                    rest.change(|bytes| bytes.extend([3, 4]));
                })
                .detach();
            Reader {
                bytes,
                part: Vec::new(),
            }
        },
        move |_, reader: &mut Reader| {
            Box::pin(async move {
                let Reader { bytes, part } = reader;
                let mut local = Vec::new();
                let frame = if variant.is_faulty() {
                    &mut local
                } else {
                    part
                };
                while frame.len() < FRAME {
                    let byte = |bytes: &mut Vec<u8>| (!bytes.is_empty()).then(|| bytes.remove(0));
                    frame.push(bytes.when(byte).await);
                }
                std::mem::take(frame)
            })
        },
    )
    .conserves(|reader, output| Count {
        sent: FRAME,
        inside: reader.bytes.look(Vec::len) + reader.part.len(),
        returned: output.map_or(0, Vec::len),
        ..Count::default()
    })
}
