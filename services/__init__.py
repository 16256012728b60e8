"""One function per user action, so that the doors stay thin."""
