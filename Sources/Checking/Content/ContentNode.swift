internal import Yams

/// A piece of a YAML file that knows where it stands.
package struct ContentNode: Sendable {
  /// What a node is made of.
  package enum Shape: Sendable {
    case scalar(String)
    case list([ContentNode])
    case map([(key: ContentNode, value: ContentNode)])
  }

  package let place: SourcePlace
  package let shape: Shape
  /// Whether a scalar stood in quotes, or as a block: then "5" is text and not a number.
  package let isQuoted: Bool

  /// A scalar's text.
  package var text: String? {
    if case .scalar(let text) = shape { return text }
    return nil
  }

  package var list: [ContentNode]? {
    if case .list(let nodes) = shape { return nodes }
    return nil
  }

  package var map: [(key: ContentNode, value: ContentNode)]? {
    if case .map(let pairs) = shape { return pairs }
    return nil
  }

  /// Whether nothing was written: `key:` with no value, `null`, or `~`.
  package var isNull: Bool {
    guard case .scalar(let text) = shape, !isQuoted else { return false }
    return text.isEmpty || text == "null" || text == "~"
  }

  /// What it is, for error messages.
  package var kindName: String {
    switch shape {
    case .scalar: isNull ? "nothing" : "a single value"
    case .list: "a list"
    case .map: "a map"
    }
  }

  /// One text for one meaning: maps sorted by key, without places.
  package var canonical: String {
    switch shape {
    case .scalar(let text): JSON.quoted(text)
    case .list(let items): "[" + items.map(\.canonical).joined(separator: ",") + "]"
    case .map(let pairs):
      "{"
        + pairs.map { "\($0.key.canonical):\($0.value.canonical)" }.sorted()
        .joined(separator: ",") + "}"
    }
  }

  /// The node behind these keys and indices, as far as they lead.
  package func node(at path: String...) -> ContentNode {
    var node = self
    for step in path {
      if let pairs = node.map, let pair = pairs.first(where: { $0.key.text == step }) {
        node = pair.value
      } else if let items = node.list, let index = Int(step), items.indices.contains(index) {
        node = items[index]
      } else {
        break
      }
    }
    return node
  }

  init(place: SourcePlace, shape: Shape, isQuoted: Bool = false) {
    self.place = place
    self.shape = shape
    self.isQuoted = isQuoted
  }

  /// Takes over a Yams node; stops unfolding when `budget` is used up.
  init(
    _ node: Yams.Node, offset: SourcePlace, inherited: SourcePlace, budget: inout Int
  ) {
    budget -= 1
    var place = inherited
    if let mark = node.mark {
      place.line = mark.line + offset.line - 1
      place.column = mark.column + (mark.line == 1 ? offset.column - 1 : 0)
    }
    switch node {
    case .scalar(let scalar):
      self.init(
        place: place, shape: .scalar(scalar.string),
        isQuoted: scalar.style != .plain && scalar.style != .any)
    case .sequence(let sequence):
      var items: [ContentNode] = []
      for item in sequence where budget > 0 {
        items.append(ContentNode(item, offset: offset, inherited: place, budget: &budget))
      }
      self.init(place: place, shape: .list(items))
    case .mapping(let mapping):
      var pairs: [(key: ContentNode, value: ContentNode)] = []
      for pair in mapping where budget > 0 {
        let key = ContentNode(pair.key, offset: offset, inherited: place, budget: &budget)
        let value = ContentNode(
          pair.value, offset: offset, inherited: key.place, budget: &budget)
        pairs.append((key: key, value: value))
      }
      self.init(place: place, shape: .map(pairs))
    default:
      self.init(place: place, shape: .scalar(""))
    }
  }
}
