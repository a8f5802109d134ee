//! The vault's database.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbFactory, IdbObjectStore, IdbTransactionMode};

use super::request::{completion_of, result_of};
use crate::reflect;

const NAME: &str = "vault";
const STORE: &str = "items";

#[wasm_bindgen]
extern "C" {
    /// The global scope of a service worker or of a page, as far as the vault needs it.
    type Scope;

    #[wasm_bindgen(method, getter, js_name = indexedDB)]
    fn indexed_db(this: &Scope) -> IdbFactory;

    #[wasm_bindgen(js_name = IDBKeyRange)]
    type KeyRange;

    #[wasm_bindgen(catch, static_method_of = KeyRange, js_class = "IDBKeyRange")]
    fn bound(lower: &JsValue, upper: &JsValue) -> Result<JsValue, JsValue>;
}

/// The vault. Opened for each use: a worker may end at any time.
#[derive(Clone, Default)]
pub struct Vault {}

/// A value to keep.
pub struct Item {
    /// Its id within the archive.
    pub id: String,
    /// The value.
    pub value: JsValue,
}

impl Vault {
    /// Keeps values for an archive, all or none of them.
    ///
    /// # Errors
    ///
    /// What the browser throws, for instance `QuotaExceededError`.
    pub async fn keep(&self, bag: &str, items: &[Item]) -> Result<(), JsValue> {
        if items.is_empty() {
            return Ok(());
        }
        let database = open().await?;
        let (store, complete) = store_of(&database, IdbTransactionMode::Readwrite)?;
        for item in items {
            store.put_with_key(&item.value, &key(bag, &item.id))?;
        }
        let done = completion_of(&complete).await;
        database.close();
        done
    }

    /// A value; `undefined` where the vault does not have it.
    ///
    /// # Errors
    ///
    /// What the browser throws.
    pub async fn get(&self, bag: &str, id: &str) -> Result<JsValue, JsValue> {
        let database = open().await?;
        let (store, _) = store_of(&database, IdbTransactionMode::Readonly)?;
        let value = result_of(&store.get(&key(bag, id))?).await;
        database.close();
        value
    }

    /// Forgets an archive's values.
    ///
    /// # Errors
    ///
    /// What the browser throws.
    pub async fn forget(&self, bag: &str) -> Result<(), JsValue> {
        let database = open().await?;
        let (store, complete) = store_of(&database, IdbTransactionMode::Readwrite)?;
        // An array sorts after every string: from the first id to past the last.
        let range =
            KeyRange::bound(&Array::of1(&bag.into()), &Array::of2(&bag.into(), &Array::new()))?;
        store.delete(&range)?;
        let done = completion_of(&complete).await;
        database.close();
        done
    }
}

fn key(bag: &str, id: &str) -> JsValue {
    Array::of2(&bag.into(), &id.into()).into()
}

fn store_of(
    database: &IdbDatabase,
    mode: IdbTransactionMode,
) -> Result<(IdbObjectStore, web_sys::IdbTransaction), JsValue> {
    let transaction = database.transaction_with_str_and_mode(STORE, mode)?;
    Ok((transaction.object_store(STORE)?, transaction))
}

async fn open() -> Result<IdbDatabase, JsValue> {
    let factory = js_sys::global().unchecked_into::<Scope>().indexed_db();
    let request = factory.open_with_u32(NAME, 1)?;
    let opening = request.clone();
    let create = Closure::once(move || {
        let database: IdbDatabase = reflect::get(&opening, "result").unchecked_into();
        // A failure aborts the upgrade, which the request reports.
        let _ = database.create_object_store(STORE);
    });
    request.set_onupgradeneeded(Some(create.as_ref().unchecked_ref()));
    let database = result_of(&request).await?;
    Ok(database.unchecked_into())
}
