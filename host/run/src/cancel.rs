use tokio::sync::watch;

/// Asks a run to stop: what runs is finished, nothing new is started.
#[derive(Debug)]
pub struct Cancel(watch::Sender<bool>);

impl Default for Cancel {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Cancel {
    /// Asks.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was asked for.
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns once it is asked for.
    pub async fn cancelled(&self) {
        // Fails only when the sender is gone, and `self` is the sender.
        let _ = self.0.subscribe().wait_for(|cancelled| *cancelled).await;
    }
}
