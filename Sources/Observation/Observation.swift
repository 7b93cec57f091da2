// The Observation target.
