// The Supervision target.
