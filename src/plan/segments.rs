//! Cutting what runs on a database into parts that run each in its own way.

use super::model::{Migration, Strategy};

/// Consecutive migrations of one database that run together.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment<'p> {
    /// How they run.
    pub strategy: Strategy,
    /// The migrations, in order; only transactional ones are several.
    pub migrations: Vec<&'p Migration>,
}

impl Segment<'_> {
    /// The version that the database has afterwards.
    pub fn version(&self) -> u64 {
        self.migrations.last().map_or(0, |migration| migration.version)
    }
}

/// Cuts the pending migrations of a database into segments: transactional ones that follow each
/// other become one program and run in one transaction, each other one is a segment by itself.
///
/// A database that does not exist yet has no records and no site that uses it, so what creates it
/// is done in a transaction, whatever its strategy.
pub fn segments<'p>(pending: &[&'p Migration]) -> Vec<Segment<'p>> {
    let mut segments: Vec<Segment<'p>> = Vec::new();
    for migration in pending {
        let strategy = match migration.start() {
            0 => Strategy::Transactional,
            _ => migration.strategy,
        };
        match segments.last_mut() {
            Some(last)
                if strategy == Strategy::Transactional
                    && last.strategy == Strategy::Transactional =>
            {
                last.migrations.push(migration);
            }
            _ => segments.push(Segment { strategy, migrations: vec![migration] }),
        }
    }
    segments
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::segments;
    use crate::plan::{Migration, Strategy, parse};

    fn cut(from: u64, strategies: &[&str]) -> Vec<(Strategy, Vec<u64>)> {
        let migrations: Vec<_> = (from + 1..)
            .zip(strategies)
            .map(|(version, strategy)| {
                json!({ "database": "shop", "version": version, "strategy": strategy,
                    "operations": [{ "drop_store": { "store": "s" } }] })
            })
            .collect();
        let text = json!({ "format": 1, "migrations": migrations }).to_string();
        let plan = parse(&text).unwrap().plan;
        let pending: Vec<&Migration> = plan.migrations.iter().collect();
        let versions = |migrations: Vec<&Migration>| migrations.iter().map(|m| m.version).collect();
        segments(&pending)
            .into_iter()
            .map(|segment| {
                assert_eq!(segment.version(), segment.migrations.last().unwrap().version);
                (segment.strategy, versions(segment.migrations))
            })
            .collect()
    }

    #[test]
    fn transactional_migrations_that_follow_each_other_run_together() {
        use Strategy::{Lazy, Parallel, Transactional};
        let all = ["transactional", "transactional", "parallel", "lazy", "lazy", "transactional"];
        assert_eq!(
            cut(1, &all),
            [
                (Transactional, vec![2, 3]),
                (Parallel, vec![4]),
                (Lazy, vec![5]),
                (Lazy, vec![6]),
                (Transactional, vec![7]),
            ]
        );
        assert_eq!(segments(&[]), []);
    }

    #[test]
    fn what_creates_a_database_is_transactional() {
        use Strategy::{Parallel, Transactional};
        assert_eq!(cut(0, &["parallel"]), [(Transactional, vec![1])]);
        assert_eq!(
            cut(0, &["lazy", "transactional", "parallel"]),
            [(Transactional, vec![1, 2]), (Parallel, vec![3])]
        );
    }
}
