import Glibc

/// What this process has mapped of a file.
struct FileMappings {
  /// The addresses.
  private let ranges: [Range<UInt>]

  /// Finds the mappings of the file `path`.
  init(of path: String) {
    let whole = realpath(path, nil)
    defer { free(whole) }
    guard let whole, let maps = fopen("/proc/self/maps", "r") else {
      ranges = []
      return
    }
    defer { fclose(maps) }
    let ending = " \(String(cString: whole))\n"
    var found: [Range<UInt>] = []
    var line = [CChar](repeating: 0, count: Int(PATH_MAX) + 256)
    while fgets(&line, Int32(line.count), maps) != nil {
      let bytes = line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
      let text = String(decoding: bytes, as: UTF8.self)
      guard text.hasSuffix(ending) else { continue }
      let ends = text.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
      if ends.count == 2, ends[0] < ends[1] { found.append(ends[0]..<ends[1]) }
    }
    ranges = found
  }

  /// Removes them.
  func remove() {
    for range in ranges {
      munmap(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count)
    }
  }
}
