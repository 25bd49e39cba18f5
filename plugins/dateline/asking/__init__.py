"""What an analyst means: names, periods and filters as they are written -> one Query, with what was understood of them."""
