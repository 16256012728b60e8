"""Reading: a message's bytes become text, kind and measures. Versioned, pure, never raises on any bytes."""
