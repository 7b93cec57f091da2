// The Checking target.
