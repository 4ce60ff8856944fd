"""Which referrals are sensitive, and who sees them: by a grant to a person or a role, or in an emergency."""
