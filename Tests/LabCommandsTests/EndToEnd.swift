import Testing

/// Everything that runs the real program in a real terminal, one after the other: on two cores, two
/// of them at a time would only wait for each other.
@Suite(.serialized) enum EndToEnd {}
