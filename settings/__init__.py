"""The only reader of the environment. `settings.django` is apart from the typed channel settings, so that importing a
probe never imports Django."""
