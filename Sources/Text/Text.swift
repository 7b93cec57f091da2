// The Text target.
