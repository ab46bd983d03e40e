"""Writing what rules say: classes and tags of today, and customers on past days."""
