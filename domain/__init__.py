"""Shared types and contracts: the words every other package speaks.

A type enters here when two packages use it or when it is a contract between them. Standard library and pydantic only;
no input or output, no clock, no database.
"""
