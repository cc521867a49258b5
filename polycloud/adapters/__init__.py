"""One folder a cloud, the same file names in each, so that they can be read side by side."""
