/// A condition did not come true in time.
public struct DeadlineExceeded: Error, CustomStringConvertible {
  /// What was waited for.
  public let what: String
  /// How long it was waited.
  public let limit: Duration

  /// `not within LIMIT: WHAT`.
  public var description: String { "not within \(limit): \(what)" }
}

/// Waits until a condition holds, asking again every few milliseconds.
///
/// - Parameters:
///   - what: Names the condition in the error.
///   - limit: When to give up.
/// - Throws: `DeadlineExceeded`, or what the condition throws.
public func eventually(
  _ what: String = "the condition", within limit: Duration = .seconds(10),
  every pause: Duration = .milliseconds(5), _ condition: () async throws -> Bool
) async throws {
  _ = try await eventuallyValue(what, within: limit, every: pause) {
    try await condition() ? true : nil
  }
}

/// Waits until there is a value, and returns it.
///
/// - Throws: `DeadlineExceeded`, or what the probe throws.
public func eventuallyValue<Value>(
  _ what: String = "the value", within limit: Duration = .seconds(10),
  every pause: Duration = .milliseconds(5), _ probe: () async throws -> Value?
) async throws -> Value {
  let clock = ContinuousClock()
  let deadline = clock.now + limit
  while true {
    if let value = try await probe() { return value }
    guard clock.now < deadline else { throw DeadlineExceeded(what: what, limit: limit) }
    try await Task.sleep(for: pause)
  }
}
