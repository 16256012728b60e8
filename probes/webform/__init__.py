"""The send side of contact forms: finds the form, fills it in as a citizen would, submits it once, reads what came."""
