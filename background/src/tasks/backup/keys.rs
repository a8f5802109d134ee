//! CryptoKeys: as JSON Web Keys where they can be exported.
//!
//! What an archive keeps of a key does not depend on the browser: only the key's own parameters,
//! sorted. `alg`, `key_ops` and `ext` follow from algorithm, usages and extractability.
//! See [Web Cryptography](https://w3c.github.io/webcrypto/).

use drydock::archive::KeyMaterial;
use js_sys::{Array, JSON, Object};
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey, SubtleCrypto};

use crate::reflect;

/// What browsers add to a key's parameters.
const DERIVED: [&str; 3] = ["alg", "key_ops", "ext"];

/// A key's parameters; `None` where it cannot be exported as a JSON Web Key.
pub async fn export(key: &CryptoKey) -> Option<KeyMaterial> {
    if !key.extractable() {
        return None;
    }
    let exporting = subtle().export_key("jwk", key).ok()?;
    let jwk = plain(&JsFuture::from(exporting).await.ok()?)?;
    let jwk = sorted(jwk.as_object()?.clone(), |name| !DERIVED.contains(&name));
    let described: JsValue = key.algorithm().ok()?.into();
    let algorithm = plain(&described)?;
    // The public exponent stands in the JWK; as an array of bytes it has no JSON form.
    let algorithm = sorted(algorithm.as_object()?.clone(), |name| name != "publicExponent");
    let mut usages: Vec<String> =
        Array::from(&key.usages()).iter().filter_map(|usage| usage.as_string()).collect();
    usages.sort();
    Some(KeyMaterial { jwk, algorithm: Value::Object(algorithm), usages })
}

/// The key again.
pub async fn import(material: &KeyMaterial) -> Result<JsValue, JsValue> {
    let jwk: Object = json(&material.jwk)?.unchecked_into();
    let algorithm: Object = json(&material.algorithm)?.unchecked_into();
    let usages: Array = material.usages.iter().map(JsValue::from).collect();
    let importing = subtle().import_key_with_object("jwk", &jwk, &algorithm, true, &usages)?;
    JsFuture::from(importing).await
}

fn subtle() -> SubtleCrypto {
    reflect::get(&js_sys::global(), "crypto").unchecked_into::<Crypto>().subtle()
}

fn sorted(map: Map<String, Value>, keep: impl Fn(&str) -> bool) -> Map<String, Value> {
    let mut members: Vec<(String, Value)> =
        map.into_iter().filter(|(name, _)| keep(name)).collect();
    members.sort_by(|(one, _), (other, _)| one.cmp(other));
    members.into_iter().collect()
}

fn plain(value: &JsValue) -> Option<Value> {
    let text = String::from(JSON::stringify(value).ok()?);
    serde_json::from_str(&text).ok()
}

fn json(value: &impl serde::Serialize) -> Result<JsValue, JsValue> {
    let text = serde_json::to_string(value).map_err(|error| JsValue::from(error.to_string()))?;
    JSON::parse(&text)
}
