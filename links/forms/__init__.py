"""What a form is, whoever reads it: what people see of it, which field means what, which form is for writing, what only
humans may pass. Where the page comes from (a browser, a plain request) is the reader's affair."""
