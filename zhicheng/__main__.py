"""`python -m zhicheng` is the `zhicheng` command."""

from zhicheng.cli import main

if __name__ == "__main__":
    main()
