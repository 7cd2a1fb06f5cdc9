extension TypeReader {
  /// Returns the section as the kernel accepts it.
  ///
  /// The kernel knows nothing of functions that objects take from it: their declarations become
  /// local ones, and the section that lists them becomes a structure of as many bytes.
  func acceptableToKernel() throws(ObjectReadError) -> [UInt8] {
    var bytes = reader.bytes
    guard let integer = try firstInteger(), let list = try section(ObjectTypes.kfuncsName)
    else { return bytes }
    for (index, number) in try contents(of: list).enumerated() {
      guard try kind(of: number) == .function else {
        throw .unsupported("the variable '\(try entry(number).name)' of the kernel")
      }
      bytes.replaceNumber(at: try start(of: number) + 4, with: Kind.function.rawValue << 24)
      let member = list.details + index * 12
      bytes.replaceNumber(at: member, with: 0)
      bytes.replaceNumber(at: member + 4, with: UInt32(integer))
      bytes.replaceNumber(at: member + 8, with: 0)
    }
    let size = UInt32(try entry(integer).sizeOrType)
    let start = list.details - 12
    bytes.replaceNumber(at: start, with: 0)
    bytes.replaceNumber(
      at: start + 4, with: Kind.structure.rawValue << 24 | UInt32(list.count))
    bytes.replaceNumber(at: start + 8, with: size)
    return bytes
  }

  /// Returns the number of the first integer, or nil.
  private func firstInteger() throws(ObjectReadError) -> Int? {
    for number in 0..<count where try kind(of: number + 1) == .integer { return number + 1 }
    return nil
  }
}

extension [UInt8] {
  /// Replaces the little-endian number at `offset`, where there are four bytes.
  fileprivate mutating func replaceNumber(at offset: Int, with number: UInt32) {
    for position in 0..<4 {
      self[offset + position] = UInt8(truncatingIfNeeded: number >> (8 * position))
    }
  }
}
