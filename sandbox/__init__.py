"""The fake outside world: real protocols on loopback, behaviour as data. Imports nothing of ours."""
