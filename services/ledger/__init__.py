"""Ledger 时长账户: hours of service, posted once, chained, never rewritten."""
