//! The stored backups, as the pages list them.

use drydock::messages::BackupEntry;

/// The backups of one origin, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The origin.
    pub origin: String,
    /// Its backups.
    pub backups: Vec<BackupEntry>,
}

/// The backups by origin, in the order of each origin's newest one.
pub fn by_origin(backups: &[BackupEntry]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for backup in backups {
        match groups.iter_mut().find(|group| group.origin == backup.origin) {
            Some(group) => group.backups.push(backup.clone()),
            None => {
                groups.push(Group { origin: backup.origin.clone(), backups: vec![backup.clone()] })
            }
        }
    }
    groups
}

/// The backups of an origin.
pub fn of_origin(backups: &[BackupEntry], origin: &str) -> Vec<BackupEntry> {
    backups.iter().filter(|backup| backup.origin == origin).cloned().collect()
}

/// The backup that *Restore* offers first: the newest that a person took. One that Drydock took
/// before a restore would undo that restore, which is seldom what is meant; nor is a quarantine.
pub fn newest(backups: &[BackupEntry]) -> Option<&BackupEntry> {
    backups.iter().find(|backup| !backup.safety && !backup.quarantine).or_else(|| backups.first())
}

#[cfg(test)]
mod tests {
    use drydock::messages::BackupEntry;

    use super::{by_origin, newest, of_origin};

    fn backup(id: &str, origin: &str, safety: bool) -> BackupEntry {
        BackupEntry {
            id: id.to_owned(),
            origin: origin.to_owned(),
            created: String::new(),
            label: None,
            bytes: 1,
            records: 1,
            databases: Vec::new(),
            safety,
            quarantine: false,
        }
    }

    #[test]
    fn groups_keep_the_order() {
        let backups = [
            backup("3", "http://b", false),
            backup("2", "http://a", false),
            backup("1", "http://b", false),
        ];
        let groups = by_origin(&backups);
        let ids: Vec<Vec<&str>> = groups
            .iter()
            .map(|group| group.backups.iter().map(|backup| backup.id.as_str()).collect())
            .collect();
        assert_eq!(ids, [vec!["3", "1"], vec!["2"]]);
        assert_eq!(of_origin(&backups, "http://a").len(), 1);
    }

    #[test]
    fn a_safety_backup_is_offered_last() {
        let both = [backup("2", "http://a", true), backup("1", "http://a", false)];
        assert_eq!(newest(&both).map(|backup| backup.id.as_str()), Some("1"));
        let only = [backup("2", "http://a", true)];
        assert_eq!(newest(&only).map(|backup| backup.id.as_str()), Some("2"));
        assert_eq!(newest(&[]), None);
    }
}
