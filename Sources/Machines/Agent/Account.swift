internal import FoundationEssentials

/// A user of the machine, from passwd(5) and group(5).
///
/// The files are read as they are: getpwnam(3) needs shared libraries at run time, and the release has
/// none.
struct Account: Hashable {
  var name: String
  var uid: UInt32
  var gid: UInt32
  /// Those that group(5) puts the user into, the own one first.
  var groups: [UInt32]
  var home: String
  var shell: String

  /// The user of that name; nil where there is none.
  static func find(
    _ name: String, passwd: String = "/etc/passwd", group: String = "/etc/group"
  ) -> Account? {
    let users = (try? String(contentsOfFile: passwd, encoding: .utf8)) ?? ""
    let groups = (try? String(contentsOfFile: group, encoding: .utf8)) ?? ""
    return Account(name, passwd: users, group: groups)
  }

  /// - Parameters:
  ///   - passwd: The text of passwd(5); lines that make no sense are passed over.
  ///   - group: The text of group(5).
  init?(_ name: String, passwd: String, group: String) {
    for line in passwd.split(separator: "\n") {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard fields.count >= 7, fields[0] == name, let uid = UInt32(fields[2]),
        let gid = UInt32(fields[3])
      else { continue }
      self.init(
        name: name, uid: uid, gid: gid, groups: [gid], home: fields[5],
        shell: fields[6].isEmpty ? "/bin/sh" : fields[6])
      for line in group.split(separator: "\n") {
        let fields = line.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count >= 4, let id = UInt32(fields[2]), id != gid,
          fields[3].split(separator: ",").contains(Substring(name))
        else { continue }
        groups.append(id)
      }
      return
    }
    return nil
  }

  private init(
    name: String, uid: UInt32, gid: UInt32, groups: [UInt32], home: String, shell: String
  ) {
    self.name = name
    self.uid = uid
    self.gid = gid
    self.groups = groups
    self.home = home
    self.shell = shell
  }
}
