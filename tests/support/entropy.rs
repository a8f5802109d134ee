//! Where random values come from.

/// A source of choices: first those given, then those of a generator, if there is one.
///
/// Without one, every further choice is the first: so a shorter list gives a simpler value, and
/// a failing case shrinks.
pub struct Entropy {
    given: std::vec::IntoIter<u64>,
    state: Option<u64>,
}

impl Entropy {
    /// These choices.
    #[allow(dead_code, reason = "the example does not use it")]
    pub fn given(choices: Vec<u64>) -> Self {
        Self { given: choices.into_iter(), state: None }
    }

    /// Endless choices that depend on the seed.
    pub fn seeded(seed: u64) -> Self {
        Self { given: Vec::new().into_iter(), state: Some(seed) }
    }

    /// The next choice.
    pub fn next(&mut self) -> u64 {
        if let Some(choice) = self.given.next() {
            return choice;
        }
        let Some(state) = &mut self.state else {
            return 0;
        };
        // SplitMix64: https://prng.di.unimi.it/splitmix64.c
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = *state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// One of two.
    pub fn flip(&mut self) -> bool {
        self.next() & 1 == 1
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}
