//! Schedules as short strings: the choices at which a schedule leaves the default policy.
//!
//! `v1` is the default schedule; `v1.12-1.3-2` takes 1 at choice 12 and 2 three choices later.
//! `v1.3-1..4-1.1-2` repeats what follows the two dots for ever.
//! Choices are counted over scheduling points with an alternative, so a string survives everything
//! that leaves the program's synchronisation as it is.

/// Deviations a string is expanded to at most: more than any execution has choices.
const MOST: usize = 1_000_000;

/// The string of a schedule. An endless one that repeats itself (a livelock) is written as its
/// beginning and, after two dots, what repeats.
pub(crate) fn encode(deviations: &[(u32, u32)], endless: bool) -> String {
    let mut last = 0;
    let items: Vec<(u32, u32)> = deviations
        .iter()
        .map(|&(at, value)| {
            let ahead = at - last;
            last = at;
            (ahead, value)
        })
        .collect();
    let write =
        |items: &[(u32, u32)]| -> String { items.iter().map(|(ahead, value)| format!(".{ahead}-{value}")).collect() };
    match cycle(&items).filter(|_| endless) {
        Some((start, period)) => {
            format!("v1{}.{}", write(&items[..start]), write(&items[start..start + period]))
        }
        None => format!("v1{}", write(&items)),
    }
}

/// Where the items begin to repeat themselves, and after how many.
fn cycle(items: &[(u32, u32)]) -> Option<(usize, usize)> {
    if items.len() < 200 {
        return None;
    }
    let period = (1..=64).find(|&period| {
        let tail = &items[items.len() / 2..];
        tail.iter().zip(&tail[period..]).all(|(one, other)| one == other)
    })?;
    let mut start = items.len() / 2;
    while start > 0 && items[start - 1] == items[start - 1 + period] {
        start -= 1;
    }
    Some((start, period))
}

/// The schedule of a string.
///
/// # Errors
/// What is wrong with it, for people.
pub(crate) fn decode(text: &str) -> Result<Vec<(u32, u32)>, String> {
    let Some(rest) = text.trim().strip_prefix("v1") else {
        return Err(format!("`{text}` is not a replay string: it should begin with `v1`"));
    };
    let (first, repeated) = match rest.split_once("..") {
        None => (rest, None),
        Some((first, cycle)) => (first, Some(cycle)),
    };
    let mut items = Vec::new();
    if let Some(list) = first.strip_prefix('.') {
        items = parse(list)?;
    } else if !first.is_empty() {
        return Err(format!("`{first}` in the replay string does not begin with a dot"));
    }
    if let Some(cycle) = repeated {
        let cycle = parse(cycle)?;
        while items.len() < MOST {
            items.extend_from_slice(&cycle);
        }
    }
    let mut at: u32 = 0;
    let mut deviations: Vec<(u32, u32)> = Vec::with_capacity(items.len());
    for (ahead, value) in items {
        if ahead == 0 && !deviations.is_empty() {
            return Err("the replay string names the same choice twice".to_owned());
        }
        at = match at.checked_add(ahead) {
            Some(at) => at,
            None if repeated.is_some() => break,
            None => return Err(format!("`{ahead}` in the replay string is too large")),
        };
        deviations.push((at, value));
    }
    Ok(deviations)
}

fn parse(list: &str) -> Result<Vec<(u32, u32)>, String> {
    list.split('.')
        .map(|item| {
            let pair = item.split_once('-').and_then(|(ahead, value)| Some((ahead.parse().ok()?, value.parse().ok()?)));
            pair.ok_or_else(|| format!("`{item}` in the replay string is not of the form `12-1`"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_as_they_went() {
        for schedule in [vec![], vec![(0, 3)], vec![(0, 1), (1, 2), (40, 1)]] {
            assert_eq!(decode(&encode(&schedule, false)), Ok(schedule));
        }
    }

    #[test]
    fn what_repeats_is_written_once() {
        let mut schedule = vec![(3, 1), (9, 2)];
        for round in 1..200 {
            schedule.push((9 + 5 * round, 1));
            schedule.push((11 + 5 * round, 2));
        }
        let text = encode(&schedule, true);
        assert!(text.len() < 40, "{text}");
        let again = decode(&text).unwrap();
        assert_eq!(again[..schedule.len()], schedule[..]);
    }

    #[test]
    fn what_is_not_a_schedule_is_refused() {
        for text in [
            "",
            "v2",
            "v1.",
            "v1.3",
            "v1.3-x",
            "v1.1-1.0-2",
            "v1.4294967295-1.1-1",
            "v1 .1-1",
            "v1.(1-1",
            "v1.()",
            "v1.1-1(2-1)",
        ] {
            assert!(decode(text).is_err(), "{text:?}");
        }
    }
}
