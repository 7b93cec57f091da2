internal import Record

extension UnitPredicate {
  package static let examples = [
    PredicateExample("it runs", "unit: {of: server, active: active}", holds: true) {
      $0.unit("server", ["ActiveState": "active"], at: 1)
    },
    PredicateExample("it doesn't", "unit: {of: server, active: active}", holds: false) {
      $0.unit("server", ["ActiveState": "failed"], at: 1)
    },
    PredicateExample("nobody looked yet", "not: {unit: {of: server, active: active}}", holds: false)
    {
      $0.declareUnit("server")
    },
    // show answers with defaults and status 0: LoadState comes first.
    PredicateExample(
      "a unit that isn't there has no state", "unit: {of: server, active: inactive}", holds: false
    ) {
      $0.unit("server", ["LoadState": "not-found", "ActiveState": "inactive"], at: 1)
    },
    PredicateExample(
      "unless it may be so", "unit: {of: server, load: [loaded, not-found], active: inactive}",
      holds: true
    ) {
      $0.unit("server", ["LoadState": "not-found", "ActiveState": "inactive"], at: 1)
    },
    PredicateExample(
      "times are compared as times",
      "unit: {of: server, properties: {TimeoutStopUSec: {equals: 90s}}}",
      holds: true
    ) {
      $0.unit("server", ["TimeoutStopUSec": "1min 30s"], at: 1)
    },
    PredicateExample(
      "sizes as sizes", "unit: {of: server, properties: {MemoryMax: {at-most: 64M}}}", holds: true
    ) {
      $0.unit("server", ["MemoryMax": "67108864"], at: 1)
    },
    PredicateExample(
      "infinity is more than any size",
      "unit: {of: server, properties: {MemoryMax: {at-most: 64M}}}",
      holds: false
    ) {
      $0.unit("server", ["MemoryMax": "infinity"], at: 1)
    },
    PredicateExample(
      "its main process", "unit: {of: server, properties: {MainPID: {process: job}}}", holds: true
    ) {
      $0.unit("server", ["MainPID": "42"], at: 1)
    },
    PredicateExample("kept", "unit: {of: server, unchanged: MainPID}", holds: true) {
      $0.unit("server", ["MainPID": "42"], at: 1)
      $0.unit("server", ["NRestarts": "0"], at: 5)
    },
    PredicateExample("kept, and seen late", "unit: {of: server, unchanged: MainPID}", holds: true) {
      $0.declareUnit("server")
      $0.unit("server", ["MainPID": "42"], at: 5)
    },
    PredicateExample("restarted", "unit: {of: server, unchanged: MainPID}", holds: false) {
      $0.unit("server", ["MainPID": "42"], at: 1)
      $0.unit("server", ["MainPID": "43"], at: 5)
    },
    PredicateExample(
      "both units", "unit: {of: [server, other], active: active}", holds: false
    ) {
      $0.unit("server", ["ActiveState": "active"], at: 1)
      $0.unit("other", ["ActiveState": "inactive"], at: 1)
    },
    PredicateExample(
      "a line of its journal", "unit: {of: server, journal: {contains: \"too quickly\"}}",
      holds: true
    ) {
      $0.unit("server", [UnitValue.journal("too quickly"): "request repeated too quickly"], at: 5)
    },
    PredicateExample(
      "no such line", "unit: {of: server, journal: {contains: \"too quickly\"}}", holds: false
    ) {
      $0.unit("server", [:], at: 5)
    },
    PredicateExample(
      "its files", "unit: {of: server, file: {contains: \"Restart=\", lacks: \"always\"}}",
      holds: true
    ) {
      $0.unit("server", [UnitValue.files: "# /x\n[Service]\nRestart=on-failure\n"], at: 1)
    },
  ]
}
