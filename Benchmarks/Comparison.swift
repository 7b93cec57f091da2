import Glibc

/// Contenders that take turns, so that whatever else the machine does hits them alike.
struct Comparison {
  struct Contender {
    let name: String
    /// One round; nanoseconds.
    let round: () throws -> Double
  }

  let title: String
  /// The first is what the others are compared with.
  let contenders: [Contender]
  /// What one round handles, to print the time of one of these.
  var units: Int?
  var unit = "process"

  /// Runs all rounds and prints medians and the median of the round-by-round ratios.
  func run(rounds: Int) {
    var times = [[Double]](repeating: [], count: contenders.count)
    var failures = [String?](repeating: nil, count: contenders.count)
    for round in 0...rounds {
      for (index, contender) in contenders.enumerated() where failures[index] == nil {
        do {
          let time = try contender.round()
          // The first round warms caches up.
          if round > 0 { times[index].append(time) }
        } catch {
          failures[index] = "\(error)"
        }
      }
    }
    print("\n\(title)")
    for (index, contender) in contenders.enumerated() {
      if let failure = failures[index] {
        print("  \(padded(contender.name, 34)) not run: \(failure)")
        continue
      }
      var line = "  \(padded(contender.name, 34)) \(milliseconds(median(times[index])))"
      let ratios = zip(times[index], times[0]).map { $0 / $1 }
      if !ratios.isEmpty { line += "   × \(fixed(median(ratios), 2))" }
      if let units, units > 0 {
        line += "   \(fixed(median(times[index]) / Double(units) / 1000, 2)) µs a \(unit)"
      }
      print(line)
    }
  }
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return .nan }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

func milliseconds(_ nanoseconds: Double) -> String {
  padded(fixed(nanoseconds / 1e6, 3), 10, right: true) + " ms"
}

/// A number with so many digits after the point.
func fixed(_ value: Double, _ digits: Int) -> String {
  guard value.isFinite else { return "?" }
  let scale = pow(10, Double(digits))
  let scaled = Int64((abs(value) * scale).rounded())
  let (whole, part) = scaled.quotientAndRemainder(dividingBy: Int64(scale))
  let fraction = String(part)
  let zeros = String(repeating: "0", count: max(0, digits - fraction.count))
  return (value < 0 ? "-" : "") + (digits == 0 ? "\(whole)" : "\(whole).\(zeros)\(fraction)")
}

func padded(_ text: String, _ width: Int, right: Bool = false) -> String {
  let blanks = String(repeating: " ", count: max(0, width - text.count))
  return right ? blanks + text : text + blanks
}
