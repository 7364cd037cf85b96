"""The summary of a period: what it says (`build`), and the four files that it can become."""
