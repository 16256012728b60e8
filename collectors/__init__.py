"""The receive side, one module a channel, plus matching and reading."""
