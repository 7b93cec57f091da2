import FoundationEssentials
import LabTestSupport
import Systemd
import Testing

@Suite struct UnitFoldersTests {
  /// As a user manager of systemd 252 tells it.
  static let user = """
    /home/l/.config/systemd/user.control /run/user/1000/systemd/user.control \
    /run/user/1000/systemd/transient /run/user/1000/systemd/generator.early \
    /home/l/.config/systemd/user /etc/xdg/systemd/user /etc/systemd/user \
    /run/user/1000/systemd/user /run/systemd/user /run/user/1000/systemd/generator \
    /home/l/.local/share/systemd/user /usr/local/share/systemd/user /usr/lib/systemd/user
    """
  static let system = """
    /etc/systemd/system.control /run/systemd/system.control /run/systemd/transient \
    /run/systemd/generator.early /etc/systemd/system /etc/systemd/system.attached \
    /run/systemd/system /run/systemd/system.attached /run/systemd/generator \
    /usr/local/lib/systemd/system /lib/systemd/system /usr/lib/systemd/system
    """

  @Test func `a user's units are written below the configuration folder`() {
    let folders = UnitFolders(searchPath: Self.user.split(separator: " ").map { String($0) }, .user)
    #expect(folders.configuration == "/home/l/.config/systemd/user")
    #expect(
      folders.writable == [
        "/home/l/.config/systemd/user.control", "/run/user/1000/systemd/user.control",
        "/run/user/1000/systemd/transient", "/home/l/.config/systemd/user",
        "/run/user/1000/systemd/user",
      ])
  }

  @Test func `the system's are written in etc`() {
    let folders = UnitFolders(
      searchPath: Self.system.split(separator: " ").map { String($0) }, .system)
    #expect(folders.configuration == "/etc/systemd/system")
    #expect(
      folders.writable == [
        "/etc/systemd/system.control", "/run/systemd/system.control", "/run/systemd/transient",
        "/etc/systemd/system", "/run/systemd/system",
      ])
  }

  private func folders(_ root: TemporaryDirectory) -> UnitFolders {
    UnitFolders(
      searchPath: [
        root.path(".config/systemd/user.control"), root.path(".config/systemd/user"),
        root.path("systemd/transient"),
      ], .user)
  }

  @Test func `everything of a unit is found and removed, and nothing of another`() throws {
    let root = try TemporaryDirectory()
    let user = ".config/systemd/user"
    let own = [
      "\(user)/lab-a.service", "\(user)/lab-a.service.d/x.conf", "systemd/transient/lab-a.service",
      ".config/systemd/user.control/lab-a.service.d/50-TasksMax.conf",
    ]
    let others = [
      "\(user)/lab-a.service.bak", "\(user)/lab-ab.service",
      "\(user)/other.service.d/lab-a.service",
      "\(user)/default.target.wants/other.service",
    ]
    for file in own + others { try root.write("x", to: file) }
    let files = FileManager.default
    try root.link(
      "\(user)/default.target.wants/lab-a.service", to: root.path("\(user)/lab-a.service"))
    try root.makeDirectory("\(user)/lab.target.requires")
    try root.link("\(user)/lab.target.requires/lab-a.service", to: "../lab-a.service")
    try root.link("\(user)/alias.service", to: "lab-a.service")
    let unit = try #require(UnitName("lab-a.service"))
    #expect(UnitRemains(of: unit, in: folders(root)).remove() == [])
    #expect(UnitRemains(of: unit, in: folders(root)).paths == [])
    for file in others { #expect(files.fileExists(atPath: root.path(file))) }
    for gone in own + [
      "\(user)/lab-a.service.d", "\(user)/alias.service", "\(user)/lab.target.requires",
      "\(user)/default.target.wants/lab-a.service", ".config/systemd/user.control/lab-a.service.d",
    ] {
      #expect(!files.fileExists(atPath: root.path(gone)), "\(gone)")
    }
  }

  @Test func `a link in the place of a drop-in folder is removed, and what it leads to stays`()
    throws
  {
    let root = try TemporaryDirectory()
    try root.write("x", to: "mine/precious")
    try root.makeDirectory(".config/systemd/user")
    try root.link(".config/systemd/user/lab-a.service.d", to: root.path("mine"))
    let unit = try #require(UnitName("lab-a.service"))
    #expect(UnitRemains(of: unit, in: folders(root)).remove() == [])
    #expect(FileManager.default.fileExists(atPath: root.path("mine/precious")))
    #expect(
      !FileManager.default.fileExists(atPath: root.path(".config/systemd/user/lab-a.service.d")))
  }

  @Test func `removing twice is fine`() throws {
    let root = try TemporaryDirectory()
    let unit = try #require(UnitName("lab-a.service"))
    #expect(UnitRemains(of: unit, in: folders(root)).remove() == [])
  }
}
