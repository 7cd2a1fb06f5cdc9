import Glibc

/// What processes call their addresses, by what is mapped there.
final class ProcessSymbols {
  /// A stretch of a process's memory that comes from a file.
  private struct Mapping {
    /// The first address.
    let start: UInt64
    /// The address behind the last one.
    let end: UInt64
    /// Where in the file it starts.
    let offset: UInt64
    /// The path of the file, or a name in brackets.
    let path: String
  }

  /// The mappings of the processes that have been asked for, as they were then.
  private var mappings: [Int64: [Mapping]] = [:]
  /// The symbols of the files that have been read; `nil` for those without.
  private var files: [String: ELFSymbols?] = [:]

  /// Returns name, distance, size, path and distance from the start of the mapping of what is at `address` of
  /// `process`, with tabulators in between; the first three are empty if only the file is known, and all is if
  /// nothing is.
  func text(ofProcess process: Int64, at address: Int64) -> String {
    let place = UInt64(bitPattern: address)
    guard let mapping = mapping(at: place, of: process) else { return "" }
    let symbol = symbols(of: mapping.path)?.text(atOffset: place - mapping.start + mapping.offset)
    return "\(symbol ?? "\t\t")\t\(mapping.path)\t\(place - mapping.start + mapping.offset)"
  }

  /// Returns what is mapped at `address` of `process`.
  private func mapping(at address: UInt64, of process: Int64) -> Mapping? {
    func find(_ list: [Mapping]?) -> Mapping? {
      list?.first { $0.start <= address && address < $0.end }
    }
    if let known = find(mappings[process]) { return known }
    // Something may have been mapped since; what is left of a process that has ended is kept.
    let current = Self.mappings(of: process)
    if !current.isEmpty { mappings[process] = current }
    return find(current)
  }

  /// Returns the mappings of `process` that have a name, as `/proc` shows them: proc_pid_maps(5).
  private static func mappings(of process: Int64) -> [Mapping] {
    guard let bytes = try? Files.bytes(of: "/proc/\(process)/maps") else { return [] }
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let words = String(decoding: line, as: UTF8.self)
        .split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
      guard words.count == 6 else { return nil }
      let bounds = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
      guard bounds.count == 2, let offset = UInt64(words[2], radix: 16) else { return nil }
      return Mapping(
        start: bounds[0], end: bounds[1], offset: offset, path: String(words[5].drop { $0 == " " }))
    }
  }

  /// Returns the symbols of the file `path`.
  private func symbols(of path: String) -> ELFSymbols? {
    if let known = files[path] { return known }
    let symbols = path.hasPrefix("/") ? ELFSymbols(path: path) : nil
    files[path] = .some(symbols)
    return symbols
  }
}
