import CLinux
import Glibc
import IR

/// The files of a session, in a directory of its own, and what is done to them.
final class SessionFiles {
  /// Runs the handler of the probe numbered `probe` with `content` in its file, and returns what is there then.
  typealias Handler = (_ probe: Int, _ content: [UInt8]) -> [UInt8]

  /// A file with its probes.
  private struct Entry {
    /// The file.
    let file: SessionFile
    /// The numbers of the probes that say what is in it.
    var readers: [Int] = []
    /// The numbers of the probes that see what has been written, and how many bytes at most.
    var writers: [Int] = []
    /// How many bytes a reader gets, or a probe sees, at most.
    var capacity: Int
  }

  /// The directory.
  let directory: String
  /// The directories that were made, the innermost last.
  private var madeDirectories: [String] = []
  /// The files, by path below the directory.
  private var entries: [String: Entry] = [:]
  /// The paths of the files, in the order of their probes.
  private var paths: [String] = []
  /// Readable when somebody waits for a file.
  let requests: SignalDescriptor
  /// Readable when a file has been closed.
  let closings: FileDescriptor

  /// Makes the files of `program`; `nil` if it has none.
  ///
  /// - Throws: `SystemError` if they cannot be made.
  init?(of program: IR.Program) throws(SystemError) {
    let sites = program.probes.enumerated().compactMap { index, probe -> (Int, FileSite)? in
      if case .file(let site) = probe.site, !site.isStandardInput { (index, site) } else { nil }
    }
    if sites.isEmpty { return nil }
    directory = "\(Self.base)/\(getpid())"
    // The first lease that is broken may be at once.
    requests = try SignalDescriptor(of: [SIGIO])
    let number = inotify_init1(CInt(IN_CLOEXEC | IN_NONBLOCK))
    guard number >= 0 else { throw .current("watch files") }
    closings = FileDescriptor(owning: number)
    try makeDirectory(directory)
    for (path, sites) in Self.grouped(sites) { try add(path, sites, program.limits) }
  }

  deinit {
    entries = [:]
    for directory in madeDirectories.reversed() { rmdir(directory) }
  }

  /// Where the directories of sessions are: where only this user can make files.
  private static var base: String {
    geteuid() == 0 ? "/run/marktap" : "/var/tmp/marktap-\(geteuid())"
  }

  /// Returns `sites` by path, in the order in which the paths come first.
  private static func grouped(_ sites: [(Int, FileSite)]) -> [(String, [(Int, FileSite)])] {
    var groups: [(String, [(Int, FileSite)])] = []
    for site in sites {
      if let index = groups.firstIndex(where: { $0.0 == site.1.path }) {
        groups[index].1.append(site)
      } else {
        groups.append((site.1.path, [site]))
      }
    }
    return groups
  }

  /// Makes the file `path` with the probes of `sites`.
  private func add(
    _ path: String, _ sites: [(Int, FileSite)], _ limits: Limits
  ) throws(SystemError) {
    if let slash = path.lastIndex(of: "/") { try makeDirectory("\(directory)/\(path[..<slash])") }
    var permissions: mode_t = 0
    for (_, site) in sites {
      permissions |= (site.access == .read ? 0o444 : 0o222) & ~mode_t(site.mask)
    }
    var entry = Entry(
      file: try SessionFile("\(directory)/\(path)", permissions: permissions),
      capacity: sites.compactMap(\.1.capacity).max() ?? limits.maximumStringLength - 1)
    for (index, site) in sites {
      if site.access == .read { entry.readers.append(index) } else { entry.writers.append(index) }
    }
    entries[path] = entry
    paths.append(path)
  }

  /// Makes the directory `path` and those above it, and watches it.
  private func makeDirectory(_ path: String) throws(SystemError) {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/\(part)"
      // Others may look into it: what they may read and write is said of each file.
      if mkdir(made, 0o755) == 0 {
        madeDirectories.append(made)
      } else if errno != EEXIST {
        throw .current("make the directory '\(made)'")
      }
    }
    let events = UInt32(IN_CLOSE_WRITE) | UInt32(IN_CLOSE_NOWRITE)
    guard inotify_add_watch(closings.number, path, events) >= 0 else {
      throw .current("watch the directory '\(path)'")
    }
  }

  /// Sees to those who wait for files.
  func answerRequests(_ handler: Handler) {
    while requests.next() != nil {}
    // Who reads now shall see what was written before.
    takeContents(handler)
    for path in paths {
      guard let entry = entries[path], let request = entry.file.request else { continue }
      var content: [UInt8] = []
      if request == .read {
        for probe in entry.readers { content = handler(probe, []) }
      }
      // Without a file in its place the path is gone, and who opens it is told so.
      try? entry.file.answer(request, Array(content.prefix(entry.capacity)))
    }
  }

  /// Hands what has been written to files that are closed now to the handlers.
  ///
  /// The kernel tells of a closing a moment before it is done, so that is waited for, five milliseconds at most.
  func takeContents(_ handler: Handler) {
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    var isClosing = false
    // That some are closed is all that counts.
    while read(closings.number, &buffer, buffer.count) > 0 { isClosing = true }
    var attempts = isClosing ? 50 : 1
    while attempts > 0 {
      let isFound = takeClosed(handler)
      attempts = isFound ? 0 : attempts - 1
      if attempts > 0 { usleep(100) }
    }
  }

  /// Hands what has been written to files that are closed to the handlers; `true` iff there are any such files.
  private func takeClosed(_ handler: Handler) -> Bool {
    var isFound = false
    for path in paths {
      guard let entry = entries[path] else { continue }
      let before = entry.file.grantedCount
      for content in entry.file.takeContents() { take(content, of: entry, handler) }
      isFound = isFound || entry.file.grantedCount < before
    }
    return isFound
  }

  /// Hands `content` to the handlers of `entry`, in pieces that are not too long.
  private func take(_ content: [UInt8], of entry: Entry, _ handler: Handler) {
    var rest = content[...]
    while !rest.isEmpty, !entry.writers.isEmpty {
      let piece = Array(rest.prefix(entry.capacity))
      for probe in entry.writers { _ = handler(probe, piece) }
      rest = rest.dropFirst(piece.count)
    }
  }
}
