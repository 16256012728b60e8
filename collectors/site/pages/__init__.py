"""A page as the measures see it: links, text, headings, forms, machine-readable facts."""
