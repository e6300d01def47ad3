"""One room per business capability; rooms know each other only through contracts."""
