import LabTestSupport
import Systemd

/// A manager that runs and isn't real, with the folders in which it looks for units.
struct FakeFolders {
  let manager: FakeManager
  let folders: UnitFolders

  init() throws {
    manager = try FakeManager()
    folders = UnitFolders(
      searchPath: [
        manager.folder.path("config/systemd/user.control"),
        manager.folder.path("config/systemd/user"),
      ], .user)
    try manager.answers("running\n", to: "is-system-running")
    try manager.answers("UnitPath=\(folders.searchPath.joined(separator: " "))\n", to: "UnitPath")
  }
}
