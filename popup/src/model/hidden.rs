//! Pages of which the browser shows an extension nothing.

use drydock::messages::{ErrorCode, Failure};

/// What to say of a tab that cannot be worked on, where the browser does not even tell its
/// address. `pressed` is whether the person has pressed the extension's button on it: more access
/// than that gives cannot be had.
pub fn hidden(
    failure: Failure,
    pressed: bool,
    origin: Option<&str>,
    message: &str,
    next_step: &str,
) -> Failure {
    if failure.code == ErrorCode::PermissionNeeded && pressed && origin.is_none() {
        Failure::new(ErrorCode::UnsupportedPage, message).then(next_step)
    } else {
        failure
    }
}

#[cfg(test)]
mod tests {
    use drydock::messages::{ErrorCode, Failure};

    use super::hidden;

    fn code(failure: ErrorCode, pressed: bool, origin: Option<&str>) -> ErrorCode {
        hidden(Failure::new(failure, "why"), pressed, origin, "nothing is shown", "go on").code
    }

    #[test]
    fn a_page_without_an_address_is_one_of_the_browsers() {
        use ErrorCode::{PageGone, PermissionNeeded, UnsupportedPage};
        assert_eq!(code(PermissionNeeded, true, None), UnsupportedPage);
        // Access to a site can be asked for.
        assert_eq!(code(PermissionNeeded, true, Some("https://a.example")), PermissionNeeded);
        // In a page of the extension's own, the button was not pressed on that tab.
        assert_eq!(code(PermissionNeeded, false, None), PermissionNeeded);
        assert_eq!(code(PageGone, true, None), PageGone);
    }
}
