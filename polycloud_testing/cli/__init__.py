"""What the proof adds to the command line: simulated clouds, and facts."""
