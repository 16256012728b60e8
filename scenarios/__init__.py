"""Loaders and the content as data: the scenario library, the grid, the contact plans."""
