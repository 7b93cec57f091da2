/// Why something could not be done: one line that says where, what, and what next.
public struct AttemptError: Error, CustomStringConvertible, Sendable {
  /// What kind of trouble it is; decides the exit status.
  public enum Kind: Sendable {
    /// The request makes no sense: an unknown exercise, an answer that nobody asked for.
    case usage
    /// This machine can't host it; never the learner's fault.
    case unsupported
    /// The lab could not do it.
    case failure
  }

  /// What kind of trouble it is.
  public let kind: Kind
  /// The line.
  public let description: String

  /// All members, as they are.
  public init(_ description: String, kind: Kind = .failure) {
    self.description = description
    self.kind = kind
  }
}
