/// The JSON Schema of exercise.yaml, for editors: made from the same kinds that judge.
public enum CourseSchema {
  /// JSON Schema 2020-12 text, ending in a newline.
  public static func json() -> String { schema.description + "\n" }

  static var schema: JSON {
    .object([
      ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
      ("title", .text("exercise.yaml of a lab course")),
      ("type", .text("object")),
      (
        "properties",
        .object([
          ("format", .object([("const", .number(1))])),
          ("title", .type("string")),
          ("level", .words(["intro", "core", "challenge"])),
          ("points", .type("number")),
          ("time", Stretch.schema),
          ("terminal", .words(["main", "spare"])),
          ("requires", .object([("type", .text("array"))])),
          ("rests-on", .listOf(.words(["live", "record", "file", "answer"]))),
          ("root-can-forge", .type("boolean")),
          ("parameters", .mapOf(.type("object"))),
          ("processes", .mapOf(.type("object"))),
          ("units", .mapOf(unit)),
          ("answers", .mapOf(AnswerSpec.schema)),
          ("setup", .listOf(.reference("action"))),
          ("trials", .mapOf(trial)),
          ("checks", .listOf(.reference("check"))),
          ("near-misses", .mapOf(.mapOf(.type("string")))),
        ])
      ),
      ("additionalProperties", .bool(false)),
      (
        "required",
        .list(
          ["format", "title", "level", "points", "time", "rests-on", "checks"].map { .text($0) })
      ),
      (
        "$defs",
        .object([
          ("predicate", predicate), ("match", Match.schema), ("check", check), ("reason", reason),
          ("action", action),
        ])
      ),
    ])
  }

  /// A bare word, or a map with one predicate key and the modifiers.
  static var predicate: JSON {
    let bare = VocabularyRegistry.kinds.filter { $0.mayStandAlone }.map { $0.key }
    var properties: [(String, JSON)] = [
      ("of", .oneOrList(.type("string"))), ("some", .type("boolean")), ("for", Stretch.schema),
    ]
    for kind in VocabularyRegistry.kinds {
      let argument: JSON
      if let schema = kind.schema {
        argument =
          kind.mayStandAlone ? .anyOf([schema, .object([("const", .bool(true))])]) : schema
      } else {
        argument = .anyOf([.object([("const", .bool(true))]), .keys([])])
      }
      properties.append((kind.key, argument.describing(kind.summary)))
    }
    return .anyOf([.words(bare), .keys(properties)])
  }

  static var check: JSON {
    .keys(
      [
        ("id", .type("string")), ("title", .type("string")), ("points", .type("number")),
        ("of", .oneOrList(.type("string"))), ("now", .reference("predicate")),
        ("ever", .reference("predicate")), ("never", .reference("predicate")),
        ("sequence", .listOf(.reference("predicate"))), ("answer", .type("string")),
        ("is", .reference("match")), ("for", Stretch.schema),
        ("needs", .oneOrList(.type("string"))), ("after", .type("string")),
        ("partial", .words(["per-key"])), ("because", .mapOf(.reference("reason"))),
      ], required: ["id", "title", "points"])
  }

  static var unit: JSON {
    .keys(
      [
        ("name", .type("string")), ("manager", .words(["user", "system"])),
        ("file", .type("string")), ("drop-ins", .mapOf(.type("string"))),
        ("enable", .type("boolean")),
        ("start", .anyOf([.type("boolean"), .words(["ignore"])])),
      ], required: ["name"])
  }

  static var reason: JSON {
    .keys(
      [
        ("when", .reference("predicate")), ("finally", .type("boolean")),
        ("say", .type("string")), ("help", .type("string")),
      ], required: ["when", "say"])
  }

  static var action: JSON {
    .anyOf([
      .words(["hang-up", "daemon-reload"]),
      .keys([
        ("signal", Signal.schema), ("to", .type("string")), ("wait", .reference("predicate")),
        ("type", .type("string")), ("keys", .type("string")),
        ("file", .keys([("path", .type("string")), ("content", .type("string"))])),
        ("wait-for", Stretch.schema), ("hang-up", .type("boolean")),
        (
          "run",
          .anyOf([
            .listOf(String.schema),
            .keys(
              [
                ("command", .listOf(String.schema)),
                ("status", .anyOf([.type("integer"), .words(["any"])])),
              ], required: ["command"]),
          ])
        ),
        (
          "unit",
          .keys(
            [
              "start", "stop", "restart", "reload", "kill", "enable", "disable", "thaw",
              "reset-failed",
            ].map { ($0, .oneOrList(.type("string"))) })
        ),
        ("daemon-reload", .words(["user", "system"])),
        (
          "connect",
          .keys(
            [
              ("port", Int.schema), ("path", .type("string")), ("times", Int.schema),
              ("hold", Stretch.schema),
            ], required: ["port"])
        ),
      ]),
    ])
  }

  static var trial: JSON {
    .keys(
      [
        ("say", .type("string")), ("needs", .reference("predicate")),
        ("do", .listOf(.reference("action"))),
      ], required: ["say", "do"])
  }
}
