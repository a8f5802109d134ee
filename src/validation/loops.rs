//! Schemas that refer to themselves without going into the value: checking would never end.

use super::node::Node;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

/// The schemas from which one comes back to them with the same value.
pub fn find(nodes: &[Node]) -> Vec<usize> {
    let mut marks = vec![Mark::New; nodes.len()];
    let mut found = Vec::new();
    let targets = |at: usize| -> Vec<usize> {
        nodes.get(at).into_iter().flat_map(|n| &n.keywords).flat_map(|k| k.in_place()).collect()
    };
    for start in 0..nodes.len() {
        if marks.get(start) != Some(&Mark::New) {
            continue;
        }
        // Schemas on the way, each with where it leads that was not followed yet.
        let mut way = vec![(start, targets(start))];
        set(&mut marks, start, Mark::Open);
        while let Some((at, left)) = way.last_mut() {
            let Some(next) = left.pop() else {
                set(&mut marks, *at, Mark::Done);
                way.pop();
                continue;
            };
            match marks.get(next) {
                Some(Mark::Open) => found.push(*at),
                Some(Mark::New) => {
                    set(&mut marks, next, Mark::Open);
                    way.push((next, targets(next)));
                }
                _ => {}
            }
        }
    }
    found
}

fn set(marks: &mut [Mark], at: usize, mark: Mark) {
    if let Some(place) = marks.get_mut(at) {
        *place = mark;
    }
}
