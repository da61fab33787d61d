"""Before a store is open: the list of stores, the first run, recovery and restored backups."""
