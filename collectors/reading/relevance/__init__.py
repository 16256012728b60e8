"""Relevance: what of the expected answer a reply holds, with the quotes that prove it."""
