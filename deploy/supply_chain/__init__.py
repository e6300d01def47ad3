"""What the product is made of by others, and what is known against it."""
