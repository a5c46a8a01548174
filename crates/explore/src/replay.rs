//! Schedules as short strings: the choices at which a schedule leaves the default policy.
//!
//! `v1` is the default schedule; `v1.12-1.3-2` takes 1 at choice 12 and 2 three choices later.
//! Choices are counted over scheduling points with an alternative, so a string survives everything
//! that leaves the program's synchronisation as it is.

/// The string of a schedule.
pub(crate) fn encode(deviations: &[(u32, u32)]) -> String {
    let mut text = String::from("v1");
    let mut last = 0;
    for &(at, value) in deviations {
        text.push_str(&format!(".{}-{}", at - last, value));
        last = at;
    }
    text
}

/// The schedule of a string.
///
/// # Errors
/// What is wrong with it, for people.
pub(crate) fn decode(text: &str) -> Result<Vec<(u32, u32)>, String> {
    let mut parts = text.trim().split('.');
    if parts.next() != Some("v1") {
        return Err(format!("`{text}` is not a replay string: it should begin with `v1`"));
    }
    let mut deviations: Vec<(u32, u32)> = Vec::new();
    let mut at: u32 = 0;
    for part in parts {
        let item = part
            .split_once('-')
            .and_then(|(ahead, value)| Some((ahead.parse::<u32>().ok()?, value.parse::<u32>().ok()?)));
        let Some((ahead, value)) = item else {
            return Err(format!("`{part}` in the replay string is not of the form `12-1`"));
        };
        if ahead == 0 && !deviations.is_empty() {
            return Err(format!("`{part}` in the replay string names the same choice twice"));
        }
        at = at.checked_add(ahead).ok_or_else(|| format!("`{part}` in the replay string is too large"))?;
        deviations.push((at, value));
    }
    Ok(deviations)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_as_they_went() {
        for schedule in [vec![], vec![(0, 3)], vec![(0, 1), (1, 2), (40, 1)]] {
            assert_eq!(decode(&encode(&schedule)), Ok(schedule));
        }
    }

    #[test]
    fn what_is_not_a_schedule_is_refused() {
        for text in ["", "v2", "v1.", "v1.3", "v1.3-x", "v1.1-1.0-2", "v1.4294967295-1.1-1", "v1 .1-1"] {
            assert!(decode(text).is_err(), "{text:?}");
        }
    }
}
