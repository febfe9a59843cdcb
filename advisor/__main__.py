"""`python -m advisor` does the same as the command `advisor`."""

from advisor.cli.main import main

if __name__ == "__main__":
    main()
