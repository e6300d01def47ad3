"""Speed, claimed only as a ratio to raw code in the same run."""
