"""What clouds refuse beyond the types of properties, as data."""
