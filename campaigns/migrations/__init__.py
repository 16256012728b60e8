"""Database migrations of the campaigns app."""
