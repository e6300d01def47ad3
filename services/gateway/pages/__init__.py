"""What the pages show, composed from the views in the caller's scope."""
