import Glibc

/// The files that a guest starts with: the tool with what it needs, a shell, and the cases.
struct GuestImage {
  /// What the lines start with by which a guest tells how far it is.
  static let mark = "@@marktap"

  /// The archive.
  private var archive = Archive()
  /// The paths of the libraries in it.
  private var addedLibraries: Set<String> = []

  /// Puts together what running `cases` takes.
  ///
  /// - Parameters:
  ///   - tool: the path of marktap, linked in whichever way.
  ///   - tapsets: the directory of the tapsets.
  ///   - shell: the path of a static busybox.
  ///   - modules: kernel modules, which are loaded in this order before the cases run.
  ///   - formats: what a scan said of the formats of events; `nil` if that is not to be compared.
  ///   - auditd: the directory that auditd is unpacked in; `nil` if it is not there.
  ///   - files: a directory that is copied to `/files`, programs with the libraries that they need; `nil` for none.
  init(
    tool: String, tapsets: String, shell: String, modules: [String], formats: String?,
    auditd: String?, files: String?, cases: [GuestCase]
  ) throws {
    for directory in ["proc", "sys", "dev", "tmp", "run", "root"] {
      archive.addDirectory(directory)
    }
    archive.add("bin/busybox", try File.bytes(of: shell))
    try addProgram(tool, as: "bin/marktap")
    if let auditd {
      for name in ["auditd", "auditctl"] {
        try addProgram("\(auditd)/sbin/\(name)", as: "sbin/\(name)", libraries: auditd)
      }
    }
    for path in File.all(below: tapsets) {
      archive.add("tapsets" + path.dropFirst(tapsets.count), try File.bytes(of: path))
    }
    for module in modules {
      archive.add("modules/\(module.split(separator: "/").last ?? "")", try File.bytes(of: module))
    }
    for test in cases {
      guard let object = test.object else {
        archive.add("cases/\(test.name)", test.text)
        continue
      }
      archive.add("objects/\(test.name)", try File.bytes(of: object))
    }
    try addProgram("\(tool)-run", as: "bin/marktap-run")
    if let files {
      for path in File.all(below: files) {
        let name = "files" + path.dropFirst(files.count)
        if access(path, X_OK) == 0, !path.hasSuffix(".ko") {
          try addProgram(path, as: name)
        } else {
          archive.add(name, try File.bytes(of: path))
        }
      }
    }
    if let formats { archive.add("cases/events.formats", try File.bytes(of: formats)) }
    archive.add("init", Array(Self.start(modules: modules, cases: cases).utf8))
  }

  /// Writes the image to the file `path`.
  func write(to path: String) throws { try File.write(archive.finished, to: path) }

  /// Adds the program in the file `path` under the name `name`, with the libraries that it needs; those below
  /// `libraries` come before those of this machine.
  private mutating func addProgram(
    _ path: String, as name: String, libraries directory: String = ""
  ) throws {
    archive.add(name, try File.stripped(path))
    for library in try Self.libraries(of: path, below: directory) {
      let name = library.split(separator: "/").last ?? ""
      // The loader has its path written into the program; it looks for all others in the directory of the guest.
      let place = name.hasPrefix("ld-linux") ? String(library) : "lib/\(name)"
      if addedLibraries.insert(place).inserted {
        archive.add(place, try File.bytes(of: library))
      }
    }
  }

  /// Returns the paths of the shared libraries that `tool` needs; none if it is linked statically.
  private static func libraries(of tool: String, below directory: String) throws -> [String] {
    let own = "\(directory)/lib/x86_64-linux-gnu:\(directory)/usr/lib/x86_64-linux-gnu"
    let listing = try File.output(of: "LD_LIBRARY_PATH='\(own)' ldd '\(tool)' 2>/dev/null || true")
    return listing.split(separator: "\n").compactMap { line in
      line.split(separator: " ").first { $0.drop { $0 == "\t" }.hasPrefix("/") }
        .map { String($0.drop { $0 == "\t" }) }
    }
  }

  /// What lines of the kernel's log have in them that tell of a fault.
  private static let complaints =
    "BUG|WARNING:|Oops|Call Trace|general protection|stall|soft lockup|lockdep|leak"

  /// The functions of the guest's shell that run a case, unless another lane does, and tell at once what came of it.
  ///
  /// What a case prints goes to a file, so that nobody takes the console for a terminal; to its end, as sendfile(2), by which
  /// the guest's `cat` copies, moves the place in a file without a lock. The console has one line of cases at a time.
  private static let runCase = """
    run() {
      name=$1; seconds=$2; shift 2; start=$(cut -d. -f1 /proc/uptime)
      mkdir "/tmp/$name.taken" 2> /dev/null || return 0
      timeout "$seconds" "$@" >> "/tmp/$name.output" 2>&1 < /dev/null
      end="$? $(($(cut -d. -f1 /proc/uptime) - start))"
      until mkdir /tmp/console.taken 2> /dev/null; do sleep 0.1; done
      echo "\(mark) begin $name"
      cat "/tmp/$name.output"
      echo "\(mark) end $end"
      rmdir /tmp/console.taken
    }
    """

  /// Returns the line of the guest's shell that runs `test`.
  private static func run(_ test: GuestCase) -> String {
    "run '\(test.name)' \(test.seconds) \(test.command)\n"
  }

  /// Returns the shell script that runs in the guest: it runs the cases in as many lanes as there are CPUs, each of which takes
  /// the next case that no other has, behind them those that run alone, and then stops the machine.
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
      // Some find no device to be for, and are not needed then.
      lines.append("insmod /modules/\(module.split(separator: "/").last ?? "") 2>/dev/null")
    }
    lines.append(Self.runCase)
    if cases.count(where: \.takesTool) > 1 {
      // What the first run learns of the kernel is kept for all others.
      lines.append("marktap -p2 -e 'probe kernel.trace(\"sched:*\") { exit() }' > /dev/null 2>&1")
    }
    let together = cases.filter { !$0.runsAlone }.map(Self.run).joined()
    for _ in 0..<GuestMachine.processorCount { lines.append("{ :\n\(together)} &") }
    lines.append("wait")
    lines += cases.filter(\.runsAlone).map(Self.run)
    // Whatever the kernel complains of is a failure.
    lines.append("dmesg | grep -E '\(Self.complaints)' | sed 's/^/\(mark) complaint /'")
    lines += ["echo '\(mark) done'", "poweroff -f"]
    return lines.map { $0 + "\n" }.joined()
  }
}
