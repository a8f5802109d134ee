//! The codes of warnings.

/// Kinds of things to beware of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    /// Something is lost.
    Destructive,
    /// Data can be such that it fails.
    MayFail,
    /// No operation takes it back: only the backup does.
    NotReversible,
}

impl Concern {
    /// Its name, stable across versions.
    pub fn name(self) -> &'static str {
        match self {
            Self::Destructive => "destructive",
            Self::MayFail => "may_fail",
            Self::NotReversible => "not_reversible",
        }
    }
}

/// Makes the codes, so that none is left out anywhere.
macro_rules! codes {
    ($($(#[$about:meta])* $code:ident, $name:literal, $concern:ident;)*) => {
        /// What there is to beware of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $($(#[$about])* $code,)*
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$code,)*];

            /// Its name, stable across versions.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)*
                }
            }

            /// What kind of thing it is.
            pub fn concern(self) -> Concern {
                match self {
                    $(Self::$code => Concern::$concern,)*
                }
            }
        }
    };
}

codes! {
    /// A store goes.
    DropsStore, "drops-store", Destructive;
    /// An index goes.
    DropsIndex, "drops-index", Destructive;
    /// A field goes, or a part of what it holds.
    DropsField, "drops-field", Destructive;
    /// Keys go that stand apart from their records.
    DropsKeys, "drops-keys", Destructive;
    /// An index reads a field that goes, or that gets values which are no keys.
    IndexLosesField, "index-loses-field", Destructive;
    /// Records go.
    DeletesRecords, "deletes-records", Destructive;
    /// Values give way to others.
    OverwritesField, "overwrites-field", Destructive;
    /// Records give way to others.
    ReplacesRecords, "replaces-records", Destructive;
    /// Different values become the same one.
    NarrowsValues, "narrows-values", Destructive;
    /// Two records may have the same key in a unique index.
    UniqueIndex, "unique-index", MayFail;
    /// A record may have no key at a new key path, or one that another has.
    KeyMayBeMissing, "key-may-be-missing", MayFail;
    /// There may be a record of a new one's key.
    KeyMayExist, "key-may-exist", MayFail;
    /// There may be a field where one is to be made.
    FieldMayExist, "field-may-exist", MayFail;
    /// There may be something else than an object on the way to a field.
    PathMayBeBlocked, "path-may-be-blocked", MayFail;
    /// A value may be none of those that can be converted.
    ConversionMayFail, "conversion-may-fail", MayFail;
    /// An expression may fail on a record.
    ExpressionMayFail, "expression-may-fail", MayFail;
    /// A record may not have a field that a check requires.
    RequiredField, "required-field", MayFail;
    /// The site meets records of both forms for a while.
    BothForms, "both-forms", MayFail;
    /// The site's code may ask for a former version.
    SiteMayRefuse, "site-may-refuse", MayFail;
    /// No operation takes it back.
    NotReversible, "not-reversible", NotReversible;
}
