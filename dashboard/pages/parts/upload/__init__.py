"""The steps of the upload page: what was understood, what is wrong, what would change, what was done."""
