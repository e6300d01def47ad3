"""What is published about facts and doors, written from the classes that declare them."""
