internal import Record

/// What share of their weights together the control group of a unit has: what the scheduler gives it
/// where all of them want the same CPU.
struct WeightShare: Sendable {
  static let key = "cpu.weight"

  /// From a moment on.
  struct Moment: Sendable {
    var at: UInt64
    /// Whose group it is, where, and its weight; the subject first, then those that are there.
    var weights: [(unit: String, path: String?, weight: Double?)]

    /// Per cent; nil where a group or its weight isn't there.
    var share: Double? {
      let numbers = weights.compactMap(\.weight)
      let sum = numbers.reduce(0, +)
      guard numbers.count == weights.count, let mine = numbers.first, sum > 0 else { return nil }
      return mine / sum * 100
    }

    /// Weights are compared among neighbours: groups with the same group above.
    var areNeighbours: Bool {
      Set(weights.compactMap(\.path).map { CgroupPath.above($0).first ?? "/" }).count == 1
    }
  }

  let moments: [Moment]

  /// - Parameter units: Keys of `units:`, the subject's first.
  init(_ units: [String], _ scene: Scene) {
    let names = units.map { scene.name("\($0).unit") ?? $0 }
    let tracks = names.map { scene.timeline.groups(ofUnit: $0) }
    let times = tracks.flatMap { $0 }.flatMap { track in
      [Self.key, GroupValue.exists].flatMap { track.series[$0] ?? [] }.map(\.at)
    }
    moments = Set(times).sorted().map { moment in
      Moment(
        at: moment,
        weights: zip(names, tracks).map { name, tracks in
          let track = tracks.last { $0.living.yes.contains(moment) }
          return (
            name, track?.subject.name,
            track.flatMap { $0.value(Self.key, at: moment) }.flatMap(Double.init)
          )
        })
    }
  }

  func held(_ accepts: (Double) -> Bool) -> Held {
    var yes: [Span] = []
    var no: [Span] = []
    for (index, moment) in moments.enumerated() {
      let span = Span(moment.at, index + 1 < moments.count ? moments[index + 1].at : nil)
      if let share = moment.share, moment.areNeighbours, accepts(share) {
        yes.append(span)
      } else {
        no.append(span)
      }
    }
    return Held(yes: Spans(yes), no: Spans(no))
  }

  func observed(_ percent: (Double) -> String) -> String {
    guard let last = moments.last else { return "no control group yet" }
    if let gone = last.weights.first(where: { $0.path == nil }) {
      return "\(gone.unit) has no control group now"
    }
    if let none = last.weights.first(where: { $0.weight == nil }) {
      return "the group of \(none.unit) has no \(Self.key)"
    }
    let numbers = last.weights.compactMap(\.weight).map { NumberRange.text($0) }
    let told = "\(Self.key) \(numbers[0]) beside \(numbers.dropFirst().joined(separator: " and "))"
    guard last.areNeighbours else {
      return "\(told), but one group isn't beside the other: weights are compared among neighbours"
    }
    return last.share.map { "\(told), so \(percent($0))" } ?? told
  }

  func evidence(at moment: UInt64) -> [Evidence] {
    guard let known = moments.last(where: { $0.at <= moment }) else { return [] }
    return known.weights.prefix(6).compactMap { entry in
      entry.path.map {
        Evidence(
          source: CgroupPath.file($0, Self.key), field: "",
          value: entry.weight.map { NumberRange.text($0) } ?? "no such file", at: known.at)
      }
    }
  }
}
