/// One option of a kind, and what may stand after it.
struct OptionSpec {
  enum Value {
    case flag
    case whole(ClosedRange<Int>)
    case decimal(ClosedRange<Double>)
    case text
    case choice([String])
    /// One signal by name or number.
    case signal
    /// Names with commas between.
    case signals
  }

  var name: String
  var value: Value
  /// How the value is called in the help.
  var placeholder: String
  var fallback: String?
  var help: String

  init(flag name: String, _ help: String) {
    self.init(name, .flag, "", help)
  }

  init(
    _ name: String, _ value: Value, _ placeholder: String = "", default fallback: String? = nil,
    _ help: String
  ) {
    self.name = name
    self.value = value
    self.placeholder = placeholder
    self.fallback = fallback
    self.help = help
  }
}

/// Wrong usage, in one line.
struct UsageError: Error {
  var text: String
}

/// A command line, checked against its kind's options before anything begins.
struct Options {
  private var values: [String: String]

  static let common: [OptionSpec] = [
    OptionSpec("run", .text, "NAME", "the run's name; default: LAB_RUN"),
    OptionSpec("out", .text, "DIR", "where files go; default: the working directory"),
    OptionSpec("log", .text, "FILE", "where log lines go"),
    OptionSpec(flag: "help", "show this"),
    OptionSpec(flag: "version", "show the version"),
  ]

  /// How long a kind lives that has nothing else to end it.
  static func lifetime(_ seconds: Int = 10800, max: Int = 10800) -> OptionSpec {
    OptionSpec("secs", .whole(0...max), "S", default: String(seconds), "end after so many seconds")
  }

  static func parse(_ arguments: [String], of specs: [OptionSpec]) -> Result<Options, UsageError> {
    var options = Options(values: [:])
    for spec in specs { options.values[spec.name] = spec.fallback }
    var rest = arguments[...]
    while let word = rest.popFirst() {
      let given = word == "-h" ? "--help" : word
      guard given.hasPrefix("--"), given != "--" else {
        return .failure(UsageError(text: "unexpected '\(word)'; options begin with --"))
      }
      let parts = given.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let spec = specs.first(where: { $0.name == name }) else {
        let near = nearest(name, in: specs.map(\.name))
        let hint = near.map { "; did you mean '--\($0)'?" } ?? "; see --help"
        return .failure(UsageError(text: "unknown option '--\(name)'\(hint)"))
      }
      if case .flag = spec.value {
        if parts.count > 1, !["true", "false"].contains(String(parts[1])) {
          return .failure(UsageError(text: "--\(name) takes no value"))
        }
        options.values[name] = parts.count > 1 && parts[1] == "false" ? nil : "true"
        continue
      }
      guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
        return .failure(UsageError(text: "--\(name) needs a value (\(spec.placeholder))"))
      }
      if let wanted = spec.value.refuses(value) {
        return .failure(UsageError(text: "--\(name) takes \(wanted), not '\(value)'"))
      }
      options.values[name] = value
    }
    return .success(options)
  }

  func flag(_ name: String) -> Bool { values[name] != nil }
  func text(_ name: String) -> String? { values[name] }
  func whole(_ name: String) -> Int { optionalWhole(name) ?? 0 }
  func optionalWhole(_ name: String) -> Int? { values[name].flatMap { Int(withoutPercent($0)) } }
  func decimal(_ name: String) -> Double { values[name].flatMap { Double($0) } ?? 0 }
  func signal(_ name: String) -> Int32? { values[name].flatMap(SignalName.number) }
  func signals(_ name: String) -> [Int32] {
    (values[name] ?? "").split(separator: ",").compactMap { SignalName.number(String($0)) }
  }

  static func table(_ specs: [OptionSpec]) -> String {
    var text = ""
    for spec in specs {
      let left = spec.placeholder.isEmpty ? spec.name : spec.name + " " + spec.placeholder
      let fallback = spec.fallback.map { " (default \($0))" } ?? ""
      text += "  --\(padded(left, 26))\(spec.help)\(fallback)\n"
    }
    return text
  }
}

extension OptionSpec.Value {
  /// What the option takes, when `text` is not that.
  fileprivate func refuses(_ text: String) -> String? {
    switch self {
    case .flag, .text:
      return nil
    case .whole(let range):
      if let number = Int(withoutPercent(text)), range.contains(number) { return nil }
      return "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .decimal(let range):
      if let number = Double(text), range.contains(number) { return nil }
      return "a number from \(short(range.lowerBound)) to \(short(range.upperBound))"
    case .choice(let words):
      if words.contains(text) { return nil }
      return "one of \(words.joined(separator: ", "))"
    case .signal:
      if SignalName.number(text) != nil { return nil }
      return "a signal such as TERM"
    case .signals:
      let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      if parts.allSatisfy({ SignalName.number(String($0)) != nil }) { return nil }
      return "signals such as TERM,INT"
    }
  }

  private func short(_ number: Double) -> String { trimmed(number) }
}

private func withoutPercent(_ text: String) -> String {
  text.hasSuffix("%") ? String(text.dropLast()) : text
}
