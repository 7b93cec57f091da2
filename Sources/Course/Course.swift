// The Course target.
