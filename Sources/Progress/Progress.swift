// The Progress target.
