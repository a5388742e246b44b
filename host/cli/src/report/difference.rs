//! Where two texts differ.

use similar::{ChangeTag, TextDiff};

/// Characters that both texts share are kept so far beside the difference.
const CONTEXT: usize = 12;

/// Two texts with what they share at both ends taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What both begin with.
    pub before: String,
    /// What only the old text has.
    pub old: String,
    /// What only the new text has.
    pub new: String,
    /// What both end with.
    pub after: String,
}

impl Difference {
    /// Compares character by character from both ends.
    pub fn between(old: &str, new: &str) -> Self {
        let same = |pair: &(char, char)| pair.0 == pair.1;
        let before = old.chars().zip(new.chars()).take_while(same).count();
        let (old_rest, new_rest): (Vec<char>, Vec<char>) =
            (old.chars().skip(before).collect(), new.chars().skip(before).collect());
        let backwards = old_rest.iter().rev().copied().zip(new_rest.iter().rev().copied());
        let after = backwards.take_while(same).count();
        let own = |rest: &[char]| rest.iter().take(rest.len() - after).collect();
        Self {
            before: old.chars().take(before).collect(),
            old: own(&old_rest),
            new: own(&new_rest),
            after: old_rest.iter().skip(old_rest.len() - after).collect(),
        }
    }

    /// Both texts, each in at most `width` characters, cut so that the difference is seen.
    pub fn windows(&self, width: usize) -> (String, String) {
        (self.window(&self.old, width), self.window(&self.new, width))
    }

    fn window(&self, own: &str, width: usize) -> String {
        let length = |text: &str| text.chars().count();
        if length(&self.before) + length(own) + length(&self.after) <= width {
            return format!("{}{own}{}", self.before, self.after);
        }
        let room = width.saturating_sub(2);
        let context = CONTEXT.min(room / 4);
        let own = super::value::cut(own, room.saturating_sub(2 * context).max(1));
        // What the one side does not need, the other may have.
        let room = room.saturating_sub(length(&own));
        let left =
            length(&self.before).min(room.saturating_sub(length(&self.after).min(context)).max(context));
        let right = length(&self.after).min(room.saturating_sub(left));
        let mut out = String::new();
        if left < length(&self.before) {
            out.push('…');
        }
        out.extend(self.before.chars().skip(length(&self.before) - left));
        out.push_str(&own);
        out.extend(self.after.chars().take(right));
        if right < length(&self.after) {
            out.push('…');
        }
        out
    }
}

/// The lines that only one of two texts has, in the order of the texts: those of the old one with
/// `false`, those of the new one with `true`.
pub fn lines(old: &str, new: &str) -> Vec<(bool, String)> {
    let diff = TextDiff::from_lines(old, new);
    let changed = diff.iter_all_changes().filter(|change| change.tag() != ChangeTag::Equal);
    changed
        .map(|change| (change.tag() == ChangeTag::Insert, change.value().trim_end_matches('\n').to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_differs() {
        let found = Difference::between("aXXc", "aYc");
        assert_eq!((found.before.as_str(), found.old.as_str()), ("a", "XX"));
        assert_eq!((found.new.as_str(), found.after.as_str()), ("Y", "c"));
        assert_eq!(Difference::between("aa", "aaa").new, "a");
        assert_eq!(Difference::between("ab", "").old, "ab");
    }

    #[test]
    fn cuts_before_and_behind_the_difference() {
        let long = |middle: &str| format!("{}{middle}{}", "é".repeat(300), "z".repeat(300));
        let (old, new) = Difference::between(&long("old"), &long("new")).windows(40);
        assert!(old.contains("éoldz") && new.contains("énewz"), "{old} {new}");
        assert!(old.starts_with('…') && new.ends_with('…'), "{old} {new}");
        for text in [old, new] {
            assert!(text.chars().count() <= 40, "{text}");
        }
    }

    #[test]
    fn no_window_is_too_wide() {
        for (before, own, after) in [(0, 500, 0), (500, 1, 0), (0, 1, 500), (3, 500, 500), (30, 5, 30)] {
            let text =
                |c: char| format!("{}{}{}", "a".repeat(before), c.to_string().repeat(own), "b".repeat(after));
            for width in [8, 40, 71] {
                let (old, new) = Difference::between(&text('x'), &text('y')).windows(width);
                assert!(old.chars().count() <= width && old.contains('x'), "{width} {old}");
                assert!(new.chars().count() <= width && new.contains('y'), "{width} {new}");
            }
        }
    }

    #[test]
    fn short_texts_stay_whole() {
        let found = Difference::between("parking", "market");
        assert_eq!(found.windows(40), ("parking".to_owned(), "market".to_owned()));
    }

    #[test]
    fn lines_of_one_side() {
        let changed = lines("a\nb\nc\n", "a\nx\nc\nd\n");
        assert_eq!(changed, [(false, "b".to_owned()), (true, "x".to_owned()), (true, "d".to_owned())]);
    }
}
