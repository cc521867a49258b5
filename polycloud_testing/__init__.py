"""What proves polycloud: simulated clouds, facts read off a graph, and contracts."""
