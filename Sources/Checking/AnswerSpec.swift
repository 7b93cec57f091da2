public import Record

/// What a learner may be asked for, and in which form.
public struct AnswerSpec: Sendable {
  /// How an answer is written.
  public enum Form: String, CaseIterable, Sendable {
    case pid
    case pidList = "pid-list"
    case int, text, map, choice
  }

  /// What `answer:` of a check names.
  public var name: String
  /// How it is written.
  public var form: Form
  /// What the prompt asks: "The trainer's PID".
  public var ask: Template
  /// Of a map: the roles that are to be labelled.
  public var keys: [String]
  /// Of a map: whether its keys are shown and given as PIDs.
  public var shownAsPID: Bool
  /// Of a map: a template with the keys in the order in which they are shown.
  public var inOrder: Template?
  /// Of a map or a choice: the words that may be given.
  public var values: [String]
  /// Of an int: the unit to ask for, such as "MiB".
  public var unit: String?
  /// Where it stands.
  public var place: SourcePlace

  /// An answer to a question of the program itself.
  public init(
    name: String, form: Form, ask: Template, keys: [String] = [], shownAsPID: Bool = false,
    inOrder: Template? = nil, values: [String] = [], unit: String? = nil,
    place: SourcePlace = SourcePlace(file: "")
  ) {
    self.name = name
    self.form = form
    self.ask = ask
    self.keys = keys
    self.shownAsPID = shownAsPID
    self.inOrder = inOrder
    self.values = values
    self.unit = unit
    self.place = place
  }

  package init?(_ name: String, _ node: ContentNode, log: ContentLog) {
    let reader = KeyReader(node, log: log, what: "an answer")
    self.name = name
    place = node.place
    let form =
      reader.required("type").flatMap { ContentReading.word($0, as: Form.self, log: log) }
    ask = reader.template("ask") ?? Template("")
    if ask.source.isEmpty { log.report("key 'ask' is missing", at: node.place) }
    keys = reader.roles("keys")
    let shown = reader.value("shown-as")
    shownAsPID = shown?.text == "pid"
    if let shown, !shownAsPID {
      log.report("'shown-as' can only be pid", at: shown.place)
    }
    inOrder = reader.template("in-order")
    values = reader.words("values").map(\.text)
    unit = reader.plain("unit")
    reader.finish()
    guard let form else { return nil }
    self.form = form
    if form == .map, keys.isEmpty { log.report("a map needs keys: [ … ]", at: node.place) }
    if form == .map || form == .choice, values.isEmpty {
      log.report("the words that may be given are missing: values: [ … ]", at: node.place)
    }
  }

  /// The roles of a map in the order in which they are shown; those that no process fills are left
  /// out.
  public func shownKeys(_ names: Names) -> [String] {
    let present = keys.filter { role in
      !shownAsPID || !names.timeline.processes(of: role).isEmpty
    }
    guard let order = inOrder?.filledCompletely({ names.value($0) }) else { return present }
    let words = order.split(separator: " ").map(String.init)
    return words.filter { present.contains($0) } + present.filter { !words.contains($0) }
  }

  /// The JSON Schema of an answer's entry.
  static var schema: JSON {
    .keys(
      [
        ("type", .words(Form.allCases.map(\.rawValue))), ("ask", String.schema),
        ("keys", .oneOrList(.type("string"))), ("shown-as", .words(["pid"])),
        ("in-order", String.schema), ("values", .oneOrList(.type("string", "number"))),
        ("unit", .type("string")),
      ], required: ["type", "ask"])
  }
}

/// An answer read as its form asks.
public enum AnswerValue: Hashable, Sendable {
  case pids([Int32])
  case number(Double)
  case text(String)
  /// Role to word.
  case map([String: String])

  /// Reads what was typed.
  ///
  /// - Returns: The value, or what is wrong with it in words for the learner.
  public static func read(_ text: String, as spec: AnswerSpec, _ names: Names) -> Result<
    AnswerValue, AnswerProblem
  > {
    let trimmed = text.trimmed
    switch spec.form {
    case .pid:
      guard let pid = Int32(trimmed), pid > 0 else {
        return .failure("a PID is a number such as 4242")
      }
      return .success(.pids([pid]))
    case .pidList:
      let words = trimmed.split { $0 == " " || $0 == "," || $0 == "\n" || $0 == "\t" }
      let pids = words.compactMap { Int32($0) }.filter { $0 > 0 }
      guard !pids.isEmpty, pids.count == words.count else {
        return .failure("PIDs with blanks between are asked for, such as \"4242 4243\"")
      }
      return .success(.pids(pids))
    case .int:
      let digits = trimmed.prefix { $0.isASCII && ($0.isNumber || $0 == "-" || $0 == ".") }
      let rest = String(trimmed.dropFirst(digits.count)).trimmed.lowercased()
      guard let number = Double(digits), number.isFinite else {
        return .failure("a whole number is asked for\(spec.unit.map { ", in \($0)" } ?? "")")
      }
      let unit = spec.unit?.lowercased() ?? ""
      guard rest.isEmpty || rest == unit || (unit == "mib" && ["m", "mb"].contains(rest)) else {
        return .failure("the unit is \(spec.unit ?? "none"): give the number alone")
      }
      return .success(.number(number))
    case .text:
      return trimmed.isEmpty ? .failure("the answer is empty") : .success(.text(trimmed))
    case .choice:
      let found =
        spec.values.first { $0 == trimmed }
        ?? spec.values.first { $0.lowercased() == trimmed.lowercased() }
      guard let found else {
        return .failure("one of these is asked for: \(spec.values.joined(separator: ", "))")
      }
      return .success(.text(found))
    case .map: return readMap(trimmed, as: spec, names)
    }
  }

  private static func readMap(_ text: String, as spec: AnswerSpec, _ names: Names) -> Result<
    AnswerValue, AnswerProblem
  > {
    let keys = spec.shownKeys(names)
    var byShown: [String: String] = [:]
    for role in keys {
      byShown[role] = role
      if spec.shownAsPID, let pid = names.roleValue(role, "pid") { byShown[pid] = role }
    }
    var result: [String: String] = [:]
    for pair in text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "\n" }) {
      let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2 else {
        return .failure(
          "pairs such as \"\(byShown.keys.sorted().first ?? "41")=\(spec.values.first ?? "R")\" are asked for, with blanks between"
        )
      }
      guard let role = byShown[sides[0]] else {
        return .failure("\(sides[0]) is not one of those that were asked about")
      }
      guard spec.values.contains(sides[1]) else {
        return .failure(
          "'\(sides[1])' is not one of \(spec.values.joined(separator: ", "))")
      }
      result[role] = sides[1]
    }
    let missing = keys.filter { result[$0] == nil }
    guard missing.isEmpty else {
      let shown = missing.map { spec.shownAsPID ? names.roleValue($0, "pid") ?? $0 : $0 }
      return .failure("not labelled yet: \(shown.joined(separator: " "))")
    }
    return .success(.map(result))
  }
}

/// Why a typed answer can't be taken.
public struct AnswerProblem: Error, Hashable, Sendable, ExpressibleByStringInterpolation,
  CustomStringConvertible
{
  /// Words for the learner.
  public var message: String
  /// A problem in these words.
  public init(stringLiteral value: String) { message = value }
  /// Its message.
  public var description: String { message }
}

/// An answer in the hands of the judge: what was asked, what was given, and the machine as it was.
public struct GivenAnswer: Sendable {
  /// What was asked.
  public var spec: AnswerSpec
  /// As it was given, with the facts of that moment.
  public var answer: Answer
  /// CLOCK_BOOTTIME, nanoseconds.
  public var at: UInt64
  /// What the text was read as.
  public var value: AnswerValue
  /// The PID that `answer.comm` and the like speak of: of a list, the first that doesn't belong.
  public var spokenPID: Int32?

  /// nil when the text can't be read as the answer's form.
  public init?(_ spec: AnswerSpec, _ answer: Answer, at moment: UInt64, _ names: Names) {
    guard case .success(let value) = AnswerValue.read(answer.text, as: spec, names) else {
      return nil
    }
    self.spec = spec
    self.answer = answer
    at = moment
    self.value = value
    if case .pids(let pids) = value { spokenPID = pids.first }
  }

  /// What stands for `{{answer.NAME}}`.
  func value(_ name: String) -> String? {
    switch name {
    case "text": return answer.text
    case "pid", "bad": return spokenPID.map { "\($0)" }
    default: break
    }
    guard let pid = spokenPID, let facts = answer.facts["\(pid)"] else { return nil }
    switch name {
    case "comm": return facts.comm
    case "exe": return facts.exe
    case "state": return facts.state
    case "argument.run":
      guard let arguments = facts.arguments,
        let index = arguments.firstIndex(of: "--run"), index + 1 < arguments.count
      else { return nil }
      return arguments[index + 1]
    case "tgid":
      // A thread's id: whose it is, the facts of the processes tell.
      return answer.facts.first { $0.value.threadIDs?.contains(pid) ?? false }?.key ?? "\(pid)"
    default: return nil
    }
  }
}

extension String {
  /// Without white space at its ends.
  var trimmed: String {
    var view = Substring(self)
    while let first = view.first, first.isWhitespace { view.removeFirst() }
    while let last = view.last, last.isWhitespace { view.removeLast() }
    return String(view)
  }
}
