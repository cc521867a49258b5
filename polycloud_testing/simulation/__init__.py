"""Simulated clouds: one core, an in-process front and a gRPC front."""
