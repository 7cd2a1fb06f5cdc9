import IR

extension ProbeFamily {
  /// `procfs("PATH").read`, `procfs("PATH").write` and their forms: files that a session has for those who want to
  /// ask or tell it something.
  static let file = ProbeFamily(shapes: fileShapes) { point, _ throws(PointError) in
    let site = try FileSite(point)
    return [
      BuiltInSite(
        point: point.text, site: .file(site), type: "procfs",
        scope: TargetScope(
          family: .file(site.access),
          variables: [
            TargetVariable(name: "value", typeText: "string", value: .content(site.access))
          ]))
    ]
  }

  /// The forms of files.
  private static var fileShapes: [PointShape] {
    let files: [[PointShape.Component]] = [[.name("procfs")], [.text("procfs")]]
    let masks: [[PointShape.Component]] = [[], [.number("umask")]]
    let accesses: [[PointShape.Component]] = [
      [.name("read")], [.name("read"), .number("maxsize")], [.name("write")],
    ]
    return files.flatMap { file in
      masks.flatMap { mask in accesses.map { PointShape(components: file + mask + $0) } }
    }
  }
}

extension FileSite {
  /// The file of points that name none.
  private static let usualPath = "command"
  /// The bits that are taken from permissions if a script does not say: all of the group and of others.
  private static let usualMask: Int64 = 0o077
  /// The most that a reader can get, in bytes.
  private static let largestCapacity: Int64 = 1 << 24

  /// Creates the site that `point` names.
  ///
  /// - Throws: `PointError` if the path, the mask or the size cannot be.
  fileprivate init(_ point: PointPattern) throws(PointError) {
    let path = point.text(of: "procfs") ?? Self.usualPath
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !["", ".", ".."].contains($0) && $0.utf8.count < 256 }) else {
      throw .invalidArgument(
        "'\(path)' is no path: it consists of names with slashes between them, without '.' and '..'"
      )
    }
    let mask = point.number(of: "umask") ?? Self.usualMask
    guard 0...0o777 ~= mask else {
      throw .invalidArgument("the mask \(mask) is not 0 to 0777")
    }
    let capacity = point.number(of: "maxsize")
    if let capacity, !(1...Self.largestCapacity ~= capacity) {
      throw .invalidArgument("the size \(capacity) is not 1 to \(Self.largestCapacity)")
    }
    self.init(
      path: path, access: point.components.contains { $0.name == "write" } ? .write : .read,
      mask: Int(mask), capacity: capacity.map { Int($0) })
  }
}
