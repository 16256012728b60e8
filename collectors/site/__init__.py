"""The website channel: looks at a structure's pages the way a citizen would, and sends nothing."""
