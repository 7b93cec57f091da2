internal import Checking

/// Scripts are typed line by line: each line must be whole, and each directive known.
enum LintScripts {
  static let directives = ["keys", "wait", "until", "trial"]

  static func check(_ exercise: Exercise, _ log: ContentLog) {
    for script in exercise.solutions + exercise.nearMissScripts {
      check(script, exercise, log)
    }
  }

  private static func check(_ script: Script, _ exercise: Exercise, _ log: ContentLog) {
    if script.summary.isEmpty {
      log.report(
        "the first comment line says in a sentence what it does",
        at: SourcePlace(file: script.path))
    }
    let lines = script.text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let place = SourcePlace(file: script.path, line: index + 1)
      if line.hasPrefix("#:") {
        directive(line.dropFirst(2), place, exercise, log)
      } else if !line.hasPrefix("#"), !line.allSatisfy(\.isWhitespace) {
        let filled = Template(String(line)).filled { _ in "1" }
        if let fault = BashSyntax.fault(in: filled) {
          log.report("bash can't take this line by itself: \(fault)", at: place)
        }
      }
    }
  }

  private static func directive(
    _ text: Substring, _ place: SourcePlace, _ exercise: Exercise, _ log: ContentLog
  ) {
    let words = text.split(separator: " ").map(String.init)
    guard let verb = words.first else {
      log.report("a directive is missing: \(directives.joined(separator: ", "))", at: place)
      return
    }
    switch verb {
    case "keys":
      if words.count < 2 { log.report("'keys' needs keys, such as ^Z", at: place) }
    case "wait":
      guard words.count == 3, Stretch(content: words[2]) != nil else {
        log.report("'wait' is written as: #: wait CHECK 10s", at: place)
        return
      }
      let known = exercise.checks.map(\.id)
      if !known.contains(words[1]) {
        log.report(
          "unknown check '\(words[1])'\(Suggestion.ending(for: words[1], among: known))", at: place)
      }
    case "until":
      if words.count < 3 || Stretch(content: words[words.count - 1]) == nil {
        log.report("'until' is written as: #: until 'shell test' 10s", at: place)
      } else if text.contains(/\bsleep +[0-9.]/) {
        log.report(
          "'until' waits for a condition, not for a time: what is it that is to have happened then?",
          at: place)
      }
    case "trial":
      let known = exercise.trials.map(\.name)
      let name = words.count > 1 ? words[1] : ""
      if !known.contains(name) {
        log.report(
          "unknown trial '\(name)'\(Suggestion.ending(for: name, among: known))", at: place)
      }
    default:
      log.report(
        "unknown directive '\(verb)'\(Suggestion.ending(for: verb, among: directives))", at: place)
    }
  }
}
