//! Values, as the [structured clone algorithm](https://html.spec.whatwg.org/multipage/structured-data.html)
//! lets IndexedDB store them.

use super::{BigInt, Key, Number, Text, ViewKind};

/// The greatest magnitude of a Date, in milliseconds
/// ([time values](https://tc39.es/ecma262/#sec-time-values-and-time-range)).
pub const MAX_DATE: i64 = 8_640_000_000_000_000;

/// How many arrays, objects, Maps, Sets and Errors may stand one within another.
pub const MAX_DEPTH: usize = 1000;

/// A record of an object store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its key.
    pub key: Key,
    /// Its value.
    pub value: Value,
}

/// The own properties of an object, in their order. No name occurs twice, and array indexes
/// come first, ascending ([OrdinaryOwnPropertyKeys](https://tc39.es/ecma262/#sec-ordinaryownpropertykeys)).
pub type Properties = Vec<(Text, Value)>;

/// A value.
///
/// An object that occurs more than once in a value is [`Shared`](Self::Shared) where it occurs
/// first and a [`Reference`](Self::Reference) wherever else, also within itself.
/// Values are equal when their encodings are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// `undefined`.
    #[default]
    Undefined,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A Number.
    Number(Number),
    /// A BigInt.
    BigInt(BigInt),
    /// A String.
    String(Text),
    /// An array without holes or named properties.
    Array(Vec<Value>),
    /// An array with holes or named properties.
    SparseArray(Box<SparseArray>),
    /// A plain object.
    Object(Properties),
    /// A Map's entries, in insertion order. No two keys are the same, and none is −0.
    Map(Vec<(Value, Value)>),
    /// A Set's members, in insertion order. No two are the same, and none is −0.
    Set(Vec<Value>),
    /// A Date in milliseconds since 1970, of magnitude up to [`MAX_DATE`]; `None` is the invalid Date.
    Date(Option<i64>),
    /// A RegExp.
    RegExp(Box<RegExp>),
    /// A Boolean, Number, String or BigInt object, over the primitive.
    Boxed(Box<Value>),
    /// An ArrayBuffer.
    ArrayBuffer(Box<ArrayBuffer>),
    /// A typed array over the whole of a fixed-length buffer that nothing else refers to.
    TypedArray(Box<TypedArray>),
    /// Any other typed array, or a DataView.
    View(Box<View>),
    /// An Error.
    Error(Box<ErrorObject>),
    /// A DOMException.
    DomException(Box<DomException>),
    /// A Blob.
    Blob(Box<Blob>),
    /// A File.
    File(Box<File>),
    /// A FileList: Files, which may be shared.
    FileList(Vec<Value>),
    /// A CryptoKey, by its ordinal among the store's attachments.
    CryptoKey(u64),
    /// An object that no file can carry.
    Opaque(Box<Opaque>),
    /// An ImageData.
    ImageData(Box<ImageData>),
    /// A DOMPoint, DOMRect, DOMQuad or DOMMatrix.
    Geometry(Box<Geometry>),
    /// The first occurrence of an object that occurs again. Its index is the number of shared
    /// objects that begin before it in the same value, outermost first.
    Shared(Box<Value>),
    /// A later occurrence of the shared object with this index.
    Reference(u64),
}

impl Value {
    /// Whether it has no identity: `undefined`, `null`, a Boolean, a Number, a BigInt, a String.
    pub fn is_primitive(&self) -> bool {
        matches!(
            self,
            Self::Undefined
                | Self::Null
                | Self::Boolean(_)
                | Self::Number(_)
                | Self::BigInt(_)
                | Self::String(_)
        )
    }
}

/// An array with holes or named properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SparseArray {
    /// Its `length`.
    pub length: u32,
    /// Every own property but `length`.
    pub properties: Properties,
}

/// A RegExp. Its `lastIndex` is not stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegExp {
    /// The pattern.
    pub source: Text,
    /// The flags, as letters in alphabetical order.
    pub flags: Text,
}

/// An ArrayBuffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrayBuffer {
    /// Its content.
    pub bytes: Vec<u8>,
    /// The `maxByteLength` of a resizable one, at least the content's length.
    pub max_byte_length: Option<u64>,
}

/// A typed array that is its whole buffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedArray {
    /// Its class; not a DataView.
    pub kind: ViewKind,
    /// Its elements, little-endian.
    pub bytes: Vec<u8>,
}

/// A view over a buffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its class.
    pub kind: ViewKind,
    /// The buffer: an ArrayBuffer, a shared one, or a reference to one.
    pub buffer: Value,
    /// Where it begins in the buffer.
    pub byte_offset: u64,
    /// Its length in elements (in bytes for a DataView); `None` for one that tracks the length
    /// of a resizable buffer.
    pub length: Option<u64>,
}

/// An Error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorObject {
    /// The name of its class.
    pub class: ErrorClass,
    /// Its own `message`, if any.
    pub message: Option<Text>,
    /// Its own `stack`, if any.
    pub stack: Option<Text>,
    /// Its own `cause`, if any.
    pub cause: Option<Value>,
}

/// The classes of Errors that structured clone tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are JavaScript's")]
pub enum ErrorClass {
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    UriError,
}

impl ErrorClass {
    /// Every class.
    pub const ALL: [Self; 7] = [
        Self::Error,
        Self::EvalError,
        Self::RangeError,
        Self::ReferenceError,
        Self::SyntaxError,
        Self::TypeError,
        Self::UriError,
    ];

    /// The error's `name`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "Error",
            Self::EvalError => "EvalError",
            Self::RangeError => "RangeError",
            Self::ReferenceError => "ReferenceError",
            Self::SyntaxError => "SyntaxError",
            Self::TypeError => "TypeError",
            Self::UriError => "URIError",
        }
    }

    /// The class with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}

/// A DOMException.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomException {
    /// Its `name`.
    pub name: Text,
    /// Its `message`.
    pub message: Text,
}

/// A Blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// Which of the store's attachments holds its content.
    pub ordinal: u64,
    /// Its media type (`type`).
    pub media_type: Text,
}

/// A File.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Which of the store's attachments holds its content.
    pub ordinal: u64,
    /// Its media type (`type`).
    pub media_type: Text,
    /// Its name.
    pub name: Text,
    /// When it was last modified, in milliseconds since 1970: a whole number.
    pub last_modified: Number,
}

/// An object that no file can carry, such as a FileSystemHandle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opaque {
    /// Which of the store's attachments it is.
    pub ordinal: u64,
    /// The name of its class.
    pub class: Text,
}

/// An ImageData.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageData {
    /// Its width in pixels, 1 or more.
    pub width: u32,
    /// Its height in pixels, 1 or more.
    pub height: u32,
    /// Its colour space, such as `srgb`.
    pub color_space: Text,
    /// Its pixel format, where the browser has them.
    pub pixel_format: Option<Text>,
    /// The bytes of its pixels.
    pub data: Vec<u8>,
}

/// A geometry object ([CSS Geometry Interfaces](https://drafts.fxtf.org/geometry/)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Its class.
    pub kind: GeometryKind,
    /// `x, y, z, w` of a point; `x, y, width, height` of a rectangle; the four points of a quad
    /// one after another; `a … f` or `m11 … m44` of a matrix.
    pub numbers: Vec<Number>,
}

/// The classes of geometry objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the browser's")]
pub enum GeometryKind {
    Point,
    PointReadOnly,
    Rect,
    RectReadOnly,
    Quad,
    Matrix,
    MatrixReadOnly,
}

impl GeometryKind {
    /// The name of the class.
    pub fn name(self) -> &'static str {
        match self {
            Self::Point => "DOMPoint",
            Self::PointReadOnly => "DOMPointReadOnly",
            Self::Rect => "DOMRect",
            Self::RectReadOnly => "DOMRectReadOnly",
            Self::Quad => "DOMQuad",
            Self::Matrix => "DOMMatrix",
            Self::MatrixReadOnly => "DOMMatrixReadOnly",
        }
    }
}
