use std::sync::Arc;

use async_trait::async_trait;
use wasmidem_contract::{
    DeferredBlock, Diagnostic, Object, Results, SlsRun, State, StateCompiler, TemplateSource,
};
use wasmidem_sls::{CompileRequest, Compiled};

/// Compiles as the run's own state files were compiled. Compiling blocks, and may call functions of
/// modules, so it has threads of its own.
pub struct Compiler(pub Arc<CompileRequest>);

impl Compiler {
    async fn states(
        &self,
        results: Arc<dyn Results>,
        compile: impl FnOnce(&CompileRequest) -> Result<Compiled, Vec<Diagnostic>> + Send + 'static,
    ) -> Result<Vec<State>, Vec<Diagnostic>> {
        let request = CompileRequest { results: Some(results), ..self.0.as_ref().clone() };
        on_a_thread(move || compile(&request)).await.map(|compiled| compiled.program.states)
    }
}

async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Vec<Diagnostic>> + Send + 'static,
) -> Result<T, Vec<Diagnostic>> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
        Err(vec![Diagnostic::error("sls-internal", "the compiler of state files failed")])
    })
}

#[async_trait]
impl StateCompiler for Compiler {
    async fn block(
        &self,
        block: &DeferredBlock,
        results: Arc<dyn Results>,
    ) -> Result<Vec<State>, Vec<Diagnostic>> {
        let block = block.clone();
        self.states(results, move |request| wasmidem_sls::compile_block(request, &block)).await
    }

    async fn files(&self, run: &SlsRun, results: Arc<dyn Results>) -> Result<Vec<State>, Vec<Diagnostic>> {
        let run = run.clone();
        self.states(results, move |request| wasmidem_sls::compile_run(request, &run)).await
    }

    async fn template(&self, source: &TemplateSource, variables: &Object) -> Result<String, Vec<Diagnostic>> {
        let (request, source, variables) = (Arc::clone(&self.0), source.clone(), variables.clone());
        on_a_thread(move || wasmidem_sls::render_template(&request, &source, &variables)).await
    }
}
