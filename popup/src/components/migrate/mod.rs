//! The parts of the page that migrates.

mod actions;
mod course;
mod failures;
mod history;
mod operations;
mod plan_input;
mod problems;
mod question;
mod report;
mod under_way;
mod value;
mod warnings;

pub use actions::Actions;
pub use course::{WhatRuns, versions};
pub use history::History;
pub use plan_input::PlanInput;
pub use question::Questions;
pub use report::Report;
pub use under_way::{Notice, UnderWay, under_way_words};
pub use warnings::Warnings;
