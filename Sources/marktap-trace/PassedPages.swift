import Glibc

/// Lets go of the pages of a recording that lie behind.
///
/// The library maps the whole file, so that all that was ever read of it would count as memory of this process.
struct PassedPages {
  /// How many bytes are read of a CPU before they are given back.
  private static let windowSize = 8 << 20

  /// The path of the file as `/proc/self/maps` has it.
  private let path: String
  /// Where the part begins that has not been given back, by CPU.
  private var starts: [Int32: UInt] = [:]

  /// Begins to read the file `path`.
  init(of path: String) {
    let whole = realpath(path, nil)
    self.path = whole.map { String(cString: $0) } ?? ""
    free(whole)
  }

  /// Takes note that the record at `address` of `cpu` has been read.
  mutating func note(_ address: UnsafeMutableRawPointer, cpu: Int32) {
    let place = UInt(bitPattern: address)
    guard let start = starts[cpu], place >= start, place - start < 1 << 40 else {
      starts[cpu] = place
      return
    }
    guard place - start >= UInt(Self.windowSize) else { return }
    starts[cpu] = place
    let mask = UInt(sysconf(Int32(_SC_PAGESIZE))) - 1
    let (first, last) = ((start + mask) & ~mask, place & ~mask)
    // What the library has unpacked or copied is not there a second time.
    if isMapped(first..<last) {
      madvise(UnsafeMutableRawPointer(bitPattern: first), Int(last - first), MADV_DONTNEED)
    }
  }

  /// Returns `true` iff all of `range` is mapped of the file.
  private func isMapped(_ range: Range<UInt>) -> Bool {
    guard !path.isEmpty, let maps = fopen("/proc/self/maps", "r") else { return false }
    defer { fclose(maps) }
    var line = [CChar](repeating: 0, count: 4352)
    while fgets(&line, Int32(line.count), maps) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      guard text.hasSuffix(" \(path)\n") else { continue }
      let ends = text.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
      if ends.count == 2, ends[0] <= range.lowerBound, range.upperBound <= ends[1] { return true }
    }
    return false
  }
}
