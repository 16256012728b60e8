"""Joins send, receive, store and score: models, panel, planning, guard, runner, tasks."""
