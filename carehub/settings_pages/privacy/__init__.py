"""Settings > Privacy: who sees sensitive referrals."""
