"""Projects: what is done under an agreement, from adoption through reports to evaluated closing."""
