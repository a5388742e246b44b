//! For tests: the memories of instances, as they are when guest code stops running.

use std::fmt;
use std::sync::Arc;

use wasmidem_contract::ModuleId;
use wasmtime::AsContextMut;

use crate::store::Guest;

type Observe = dyn Fn(&ModuleId, &[u8]) + Send + Sync;

/// Is given each linear memory of an instance, exported or not: whenever the instance asks for AWS,
/// and when a call of it has ended, also if it was stopped.
#[derive(Clone)]
pub struct Observer(Arc<Observe>);

impl Observer {
    /// Calls a function.
    pub fn new(observe: impl Fn(&ModuleId, &[u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(observe))
    }

    /// Shows all memories of a store. The engine must have been made for it.
    pub(crate) fn show(&self, mut store: impl AsContextMut<Data = Guest>) {
        let module = store.as_context().data().caller.module.clone();
        for instance in store.as_context_mut().debug_all_instances() {
            for index in 0.. {
                let Some(memory) = instance.debug_memory(store.as_context_mut(), index) else { break };
                (self.0)(&module, memory.data(store.as_context()));
            }
        }
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}
