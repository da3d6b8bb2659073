"""The sources that a sync can read, a module each; `service.sync.upstream` says what a module has."""
