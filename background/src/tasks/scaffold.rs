//! Working with a scaffold: databases and a backup that serve one operation, and go when it ends,
//! or as soon as it is found that it was ended.

use drydock::migration::Scaffold;
use drydock::value::Text;

use crate::agent::{Page, connect, delete};
use crate::app::App;
use crate::dock::showing;
use crate::failure::{Outcome, storing};
use crate::operations::Operation;
use crate::tasks::library::discard;

/// Does something that needs a scaffold: it is written down first, and taken away in the end. Says
/// also whether nothing of it is left; what is, a later operation or start takes away.
pub async fn within<T>(
    app: &App,
    page: &Page,
    scaffold: &Scaffold,
    work: impl AsyncFnOnce() -> Outcome<T>,
) -> (Outcome<T>, bool) {
    if let Err(failure) = app.scaffolds.write(scaffold).await {
        // It is not written down, and so not made.
        let _ = app.scaffolds.remove(&scaffold.operation_id).await;
        return (Err(failure), true);
    }
    let done = work().await;
    let cleared = clear(app, scaffold, Some(page)).await;
    (done, cleared.is_ok_and(|is_clear| is_clear))
}

/// Takes away what operations left that were ended, as far as tabs show their sites.
pub async fn sweep(app: &App) {
    for scaffold in left_over(app).await {
        // What stays, the next operation on the origin takes away.
        let _ = clear(app, &scaffold, None).await;
    }
}

/// The same for a page's origin.
pub async fn sweep_origin(app: &App, page: &Page) {
    for scaffold in left_over(app).await {
        if scaffold.origin == page.origin {
            // It is in nobody's way but for the room that it takes.
            let _ = clear(app, &scaffold, Some(page)).await;
        }
    }
}

/// The scaffolds of operations that do not run any more.
async fn left_over(app: &App) -> Vec<Scaffold> {
    let mut all = app.scaffolds.all().await.unwrap_or_default();
    all.retain(|scaffold| {
        let operation = app.operations.find(&scaffold.operation_id);
        operation.is_none_or(|operation| operation.has_ended())
    });
    all
}

/// Takes a scaffold away, in a page or another one of its origin. Says whether nothing is left.
async fn clear(app: &App, scaffold: &Scaffold, page: Option<&Page>) -> Outcome<bool> {
    let id = &scaffold.backup_id;
    if app.backups.has(id).await? {
        discard(app, id).await?;
    } else {
        // The vault is written before the backup is one.
        app.vault.forget(id).await.map_err(|error| storing(&error))?;
    }
    let is_clear = scaffold.databases.is_empty()
        || match page {
            Some(page) => delete_all(page, &scaffold.databases).await.is_ok(),
            None => false,
        }
        || delete_in_some_page(&scaffold.origin, &scaffold.databases).await;
    if is_clear {
        app.scaffolds.remove(&scaffold.operation_id).await?;
    }
    Ok(is_clear)
}

async fn delete_in_some_page(origin: &str, databases: &[Text]) -> bool {
    // Without access to the origin, none is seen.
    for tab in showing(origin).await.unwrap_or_default() {
        let page = Page { tab, url: origin.to_owned(), origin: origin.to_owned() };
        if delete_all(&page, databases).await.is_ok() {
            return true;
        }
    }
    false
}

/// Deletes databases that nobody but a scaffold's operation knows of. Is not cancelled with it.
pub async fn delete_all(page: &Page, databases: &[Text]) -> Outcome<()> {
    let unwatched = Operation::unwatched("scaffold", &page.origin);
    let mut session = connect(page, &unwatched).await?;
    for name in databases {
        delete(&mut session, name).await?;
    }
    Ok(())
}
