"""Cover, letter and chosen documents of a referral as one PDF, made in a process of its own."""
