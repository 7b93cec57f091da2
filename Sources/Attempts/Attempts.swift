// The Attempts target.
