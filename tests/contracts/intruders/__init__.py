"""Resources and settings that the adapters leave out, as each would change an answer."""
