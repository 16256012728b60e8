"""Kills the runner at every step and at random moments, and counts on the receiving side: `docs/durability.md`."""
