"""What only a browser can tell: speed, layout on a telephone, cookies, automatic accessibility checks."""
