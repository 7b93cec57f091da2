import ProcFS
import Testing

@Suite struct SignalTests {
  @Test(
    arguments: [
      ("TERM", 15), ("SIGTERM", 15), ("sigterm", 15), ("15", 15), ("HUP", 1), ("KILL", 9),
      ("CHLD", 17), ("CLD", 17), ("IO", 29), ("POLL", 29), ("SYS", 31), ("RTMIN", 34),
      ("RTMIN+3", 37), ("SIGRTMAX-1", 63), ("RTMAX", 64),
    ] as [(String, Int32)])
  func `is known by name and number`(_ text: String, _ number: Int32) {
    #expect(Signal(text)?.number == number)
  }

  @Test(arguments: ["", "0", "65", "-1", "NONE", "SIG", "RTMIN+31", "RTMIN+-1", "RTMAX+1"])
  func `nothing else is one`(_ text: String) {
    #expect(Signal(text) == nil)
  }

  @Test func `every name reads back`() {
    for number in Int32(1)...64 {
      let signal = Signal(number: number)
      #expect(Signal(signal.name) == signal)
    }
    #expect(Signal(number: 15).name == "TERM")
    #expect(Signal(number: 35).name == "RTMIN+1")
    #expect(Signal(number: 63).name == "RTMAX-1")
  }

  @Test func `a number out of range is in no set`() {
    #expect(!Signal(number: 0).isValid)
    #expect(SignalSet(Signal(number: 65)).isEmpty)
    #expect(!SignalSet(rawValue: .max).contains(Signal(number: 0)))
  }
}

@Suite struct SignalSetTests {
  @Test func `signal n is bit n - 1`() {
    #expect(SignalSet(.hangUp).rawValue == 1)
    #expect(SignalSet(.terminate).rawValue == 1 << 14)
    #expect(SignalSet(Signal(number: 64)).rawValue == 1 << 63)
  }

  @Test func `knows the mask of an interactive bash`() {
    let set = SignalSet(rawValue: 0x384004)
    #expect(set.contains(.terminate))
    #expect(!set.contains(.interrupt))
    #expect(set.description == "QUIT TERM TSTP TTIN TTOU")
    #expect(SignalSet(set.signals) == set)
  }
}
