"""Facts read on pages: contact details, opening hours, dates, the accessibility statement, the contact form."""
