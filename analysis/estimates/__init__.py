"""Rows in, tidy result rows out; nothing here is printed or drawn."""
