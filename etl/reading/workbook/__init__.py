"""Excel and OpenDocument files as sheets of text rows; parsed by a child process with limits.

Door: `sheets`. The rest runs in the child; the whole folder can one day be replaced by a library.
"""
