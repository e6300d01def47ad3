"""Units, party organizations, communities and streets, and their two superior relations."""
