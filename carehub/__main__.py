"""`python -m carehub` is the `carehub` command, also where nothing is installed."""

from carehub.cli import main

if __name__ == "__main__":
    main()
