"""The send side, one module a channel."""
