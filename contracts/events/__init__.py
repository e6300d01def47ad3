"""Facts, one module per service, one frozen class per fact. Importing a module declares them."""
