"""The town's websites: one small site a structure, on loopback, by virtual host (`docs/sandbox.md`, section 9)."""
