"""What this service reads: its own documents for guards and pages, others' facts for scores."""
