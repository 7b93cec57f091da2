import LabTestSupport
import Systemd
import Testing

@Suite struct UnitPropertiesTests {
  static let asked: Set<String> = [
    "Id", "LoadState", "ActiveState", "MainPID", "NRestarts", "ControlGroup", "Environment",
    "FragmentPath", "DropInPaths",
  ]

  /// As systemd 252 prints a service that runs, one that isn't there, and a slice.
  static let three = """
    MainPID=142
    NRestarts=0
    ControlGroup=/user.slice/user-4242.slice/user@4242.service/app.slice/lab-a.service
    Environment=A=x ActiveState=failed
    Id=lab-a.service
    LoadState=loaded
    ActiveState=active
    FragmentPath=/run/user/4242/systemd/transient/lab-a.service
    DropInPaths=/home/l/.config/systemd/user.control/a.d/50-x.conf /run/b.conf

    MainPID=0
    NRestarts=0
    ControlGroup=
    Environment=
    Id=lab-b.service
    LoadState=not-found
    ActiveState=inactive
    FragmentPath=
    DropInPaths=

    ControlGroup=
    Id=lab.slice
    LoadState=loaded
    ActiveState=inactive
    FragmentPath=
    DropInPaths=

    """

  private func blocks(_ text: String) -> [UnitProperties] {
    UnitProperties.blocks(parsing: Array(text.utf8).span, asked: Self.asked)
  }

  @Test func `several units are read in the order in which they were asked for`() throws {
    let found = blocks(Self.three)
    #expect(found.map { $0["Id"] } == ["lab-a.service", "lab-b.service", "lab.slice"])
    let first = try #require(found.first)
    #expect(first.isLoaded)
    #expect(first.mainPID == 142)
    #expect(first["Environment"] == "A=x ActiveState=failed")
    #expect(
      first.files == [
        "/run/user/4242/systemd/transient/lab-a.service",
        "/home/l/.config/systemd/user.control/a.d/50-x.conf", "/run/b.conf",
      ])
  }

  @Test func `a unit that is not loaded is no unit with defaults`() throws {
    let absent = blocks(Self.three)[1]
    // show answers with status 0 and what a fresh unit would have: LoadState comes first.
    #expect(absent["ActiveState"] == "inactive")
    #expect(absent["NRestarts"] == "0")
    #expect(!absent.isLoaded)
    #expect(absent.mainPID == nil)
    #expect(absent.controlGroup == nil)
    #expect(absent.files == [])
  }

  @Test func `a property that a type lacks is missing, not empty`() {
    #expect(blocks(Self.three)[2]["MainPID"] == nil)
  }

  @Test func `a value goes on where a line begins with no property that was asked for`() {
    let found = blocks("Id=a.service\nEnvironment=A=1\nB=2\n\tx\nActiveState=active\n")
    #expect(found.first?["Environment"] == "A=1\nB=2\n\tx")
    #expect(found.first?["ActiveState"] == "active")
  }

  @Test func `a property that comes twice doesn't count: a value may hold such a line`() {
    let found = blocks("Environment=A=1\nActiveState=active\nId=a.service\nActiveState=failed\n")
    #expect(found.first?["ActiveState"] == nil)
    #expect(found.first?["Id"] == "a.service")
  }

  @Test func `bytes that are not UTF-8 are kept as replacement characters`() {
    let bytes = Array("Id=a.service\nEnvironment=".utf8) + [0xff, 0xfe, 10]
    let found = UnitProperties.blocks(parsing: bytes.span, asked: Self.asked)
    #expect(found.first?["Environment"] == "\u{fffd}\u{fffd}")
  }

  @Test func `every prefix and mutated bytes are read, and nothing traps`() {
    for bytes in HostileBytes.all(of: Array(Self.three.utf8)) {
      let found = UnitProperties.blocks(parsing: bytes.span, asked: Self.asked)
      for block in found {
        _ = (block.isLoaded, block.mainPID, block.controlGroup, block.files)
        #expect(Set(block.values.keys).isSubset(of: Self.asked))
      }
    }
  }

  @Test func `an answer with too few blocks is malformed, and no unit gets another's`() {
    let units = ["a.service", "b.service"].compactMap { UnitName($0) }
    #expect(throws: SystemdError.self) {
      _ = try Systemctl.match(units, Array("Id=a.service\n".utf8), Self.asked)
    }
  }
}
