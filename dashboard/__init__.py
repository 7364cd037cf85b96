"""What people see: pure figures, words, charts and summaries; pages draw them with Streamlit."""
