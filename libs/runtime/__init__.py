"""Service: ties router, handlers, consumers, relay and lifespan together."""
