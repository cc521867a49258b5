"""A small Pulumi engine that lives in the program's own process.

It takes the place of the engine's resource monitor for the Python SDK, so that a program
runs as under ``pulumi up`` with no CLI, no plugin and no network. `registration` says what
a program asks for, `transforms` applies what it registered to change that, `providers`
finds who serves it, `monitor` puts it to the simulated clouds, and `runtime` is the only
module that knows the SDK's private parts.
"""
