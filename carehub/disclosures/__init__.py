"""42 CFR Part 2: records of substance use treatment, and by what they may leave the center."""
