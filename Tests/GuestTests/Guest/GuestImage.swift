/// The files that a guest starts with: the tool with what it needs, a shell, and the cases.
struct GuestImage {
  /// What the lines start with by which a guest tells how far it is.
  static let mark = "@@marktap"

  /// The archive.
  private var archive = Archive()

  /// Puts together what running `cases` takes.
  ///
  /// - Parameters:
  ///   - tool: the path of marktap, linked in whichever way.
  ///   - tapsets: the directory of the tapsets.
  ///   - shell: the path of a static busybox.
  ///   - modules: kernel modules, which are loaded in this order before the cases run.
  init(
    tool: String, tapsets: String, shell: String, modules: [String], cases: [GuestCase]
  ) throws {
    for directory in ["proc", "sys", "dev", "tmp", "run", "root"] {
      archive.addDirectory(directory)
    }
    archive.add("bin/busybox", try File.bytes(of: shell))
    archive.add("bin/marktap", try File.bytes(of: tool))
    for library in try Self.libraries(of: tool) {
      let name = library.split(separator: "/").last ?? ""
      // The loader has its path written into the tool; it looks for all others in the directory of the guest.
      let path = name.hasPrefix("ld-linux") ? String(library) : "lib/\(name)"
      archive.add(path, try File.bytes(of: library))
    }
    for path in File.all(below: tapsets) {
      archive.add("tapsets" + path.dropFirst(tapsets.count), try File.bytes(of: path))
    }
    for module in modules {
      archive.add("modules/\(module.split(separator: "/").last ?? "")", try File.bytes(of: module))
    }
    for test in cases { archive.add("cases/\(test.name)", test.text) }
    archive.add("init", Array(Self.start(modules: modules, cases: cases).utf8))
  }

  /// Writes the image to the file `path`.
  func write(to path: String) throws { try File.write(archive.finished, to: path) }

  /// Returns the paths of the shared libraries that `tool` needs; none if it is linked statically.
  private static func libraries(of tool: String) throws -> [String] {
    let listing = try File.output(of: "ldd '\(tool)' 2>/dev/null || true")
    return listing.split(separator: "\n").compactMap { line in
      line.split(separator: " ").first { $0.drop { $0 == "\t" }.hasPrefix("/") }
        .map { String($0.drop { $0 == "\t" }) }
    }
  }

  /// Returns the shell script that runs in the guest: it runs the cases one after the other and then stops the
  /// machine.
  private static func start(modules: [String], cases: [GuestCase]) -> String {
    var lines = [
      "#!/bin/busybox sh",
      "/bin/busybox --install -s /bin",
      "mount -t proc proc /proc",
      "mount -t sysfs sys /sys",
      "mount -t devtmpfs dev /dev",
      "mount -t tracefs tracing /sys/kernel/tracing",
      "export HOME=/root XDG_CACHE_HOME=/tmp MARKTAP_TAPSETS=/tapsets LD_LIBRARY_PATH=/lib",
      "cd /root",
      "echo \"\(mark) release $(uname -r)\"",
    ]
    for module in modules {
      lines.append("insmod /modules/\(module.split(separator: "/").last ?? "")")
    }
    for test in cases {
      lines.append("echo '\(mark) begin \(test.name)'")
      // In a file, so that nobody takes the console for a terminal.
      lines.append(
        "timeout \(GuestMachine.caseSeconds) \(test.command) > /tmp/output 2>&1 < /dev/null")
      lines.append("status=$?; cat /tmp/output")
      lines.append("echo \"\(mark) end $status\"")
    }
    lines += ["echo '\(mark) done'", "poweroff -f"]
    return lines.map { $0 + "\n" }.joined()
  }
}
