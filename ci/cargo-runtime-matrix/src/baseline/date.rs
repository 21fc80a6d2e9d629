use std::{
    fmt,
    str::FromStr,
    time::{SystemTime, UNIX_EPOCH},
};

/// A day, as in `2027-01-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date {
    year: u32,
    month: u32,
    day: u32,
}

impl Date {
    /// Returns what day it is by universal time.
    pub(crate) fn today() -> Date {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let days = since.map_or(0, |since| since.as_secs() / (24 * 60 * 60));
        Date::after_epoch(days)
    }

    /// Returns the day that comes so many days after the first of January 1970.
    fn after_epoch(mut days: u64) -> Date {
        let mut date = Date {
            year: 1970,
            month: 1,
            day: 1,
        };
        while days >= date.days_of_year() {
            days -= date.days_of_year();
            date.year += 1;
        }
        while days >= u64::from(date.days_of_month()) {
            days -= u64::from(date.days_of_month());
            date.month += 1;
        }
        date.day += u32::try_from(days).unwrap_or_default();
        date
    }

    fn is_leap_year(self) -> bool {
        self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0)
    }

    fn days_of_year(self) -> u64 {
        if self.is_leap_year() { 366 } else { 365 }
    }

    fn days_of_month(self) -> u32 {
        match self.month {
            2 if self.is_leap_year() => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Date, String> {
        let number = |digits: &str, count: usize| {
            let is_number = digits.len() == count && digits.bytes().all(|b| b.is_ascii_digit());
            is_number.then(|| digits.parse().ok()).flatten()
        };
        let mut parts = text.split('-');
        let mut part = |count| parts.next().and_then(|digits| number(digits, count));
        let date = (part(4), part(2), part(2));
        let (Some(year), Some(month), Some(day), None) = (date.0, date.1, date.2, parts.next())
        else {
            return Err(format!("`{text}` is no day: write it as in 2027-01-31"));
        };
        let date = Date { year, month, day };
        if (1..=12).contains(&month) && (1..=date.days_of_month()).contains(&day) {
            Ok(date)
        } else {
            Err(format!("the calendar has no day {text}"))
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day } = self;
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_leap_years() {
        let after = |days| Date::after_epoch(days).to_string();
        assert_eq!(after(0), "1970-01-01");
        assert_eq!(after(365), "1971-01-01");
        assert_eq!(after(11_016), "2000-02-29");
        assert_eq!(after(11_017), "2000-03-01");
        assert_eq!(after(20_818), "2026-12-31");
    }

    #[test]
    fn a_day_is_read_as_it_is_written_and_days_are_in_order() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(day("2028-02-29").to_string(), "2028-02-29");
        assert!(day("2027-01-31") < day("2027-02-01") && day("2026-12-31") < day("2027-01-01"));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "2027-1-31",
            "31.1.2027",
            "2027-01",
            "2027-01-31-1",
            "",
            "+027-01-31",
        ] {
            let error = text.parse::<Date>().unwrap_err();
            assert!(error.ends_with("write it as in 2027-01-31"), "{error}");
        }
        for text in [
            "2027-02-29",
            "2027-13-01",
            "2027-00-10",
            "2027-04-31",
            "2027-01-00",
        ] {
            let error = text.parse::<Date>().unwrap_err();
            assert_eq!(error, format!("the calendar has no day {text}"));
        }
    }
}
