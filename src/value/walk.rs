//! Going through a value.

use super::Value;

impl Value {
    /// Visits this value and everything in it, in the order in which they begin in the bytes.
    pub fn walk(&self, visit: &mut impl FnMut(&Value)) {
        visit(self);
        self.children(&mut |child| child.walk(visit));
    }

    /// Visits what this value holds, in the order of the bytes.
    pub(crate) fn children<'v>(&'v self, visit: &mut dyn FnMut(&'v Value)) {
        match self {
            Self::Array(values) | Self::Set(values) | Self::FileList(values) => {
                values.iter().for_each(visit);
            }
            Self::Object(properties) => properties.iter().for_each(|(_, value)| visit(value)),
            Self::SparseArray(array) => {
                array.properties.iter().for_each(|(_, value)| visit(value));
            }
            Self::Map(entries) => entries.iter().for_each(|(key, value)| {
                visit(key);
                visit(value);
            }),
            Self::View(view) => visit(&view.buffer),
            Self::Error(error) => error.cause.iter().for_each(visit),
            Self::Boxed(inner) | Self::Shared(inner) => visit(inner),
            _ => {}
        }
    }

    /// Visits what this value holds, in the order of the bytes, to change it.
    pub(crate) fn children_mut(&mut self, visit: &mut dyn FnMut(&mut Value)) {
        match self {
            Self::Array(values) | Self::Set(values) | Self::FileList(values) => {
                values.iter_mut().for_each(visit);
            }
            Self::Object(properties) => properties.iter_mut().for_each(|(_, value)| visit(value)),
            Self::SparseArray(array) => {
                array.properties.iter_mut().for_each(|(_, value)| visit(value));
            }
            Self::Map(entries) => entries.iter_mut().for_each(|(key, value)| {
                visit(key);
                visit(value);
            }),
            Self::View(view) => visit(&mut view.buffer),
            Self::Error(error) => error.cause.iter_mut().for_each(visit),
            Self::Boxed(inner) | Self::Shared(inner) => visit(inner),
            _ => {}
        }
    }
}
