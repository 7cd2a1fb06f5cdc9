import CElf

/// What a kernel or a module has in its memory once it is loaded, by address.
struct KernelMemory: Sendable {
  /// Some bytes in a row.
  struct Segment: Sendable {
    /// Where they start.
    let address: UInt64

    /// The bytes.
    let bytes: Bytes

    /// The address behind them.
    var end: UInt64 { address &+ UInt64(bytes.count) }
  }

  /// The segments, by address.
  let segments: [Segment]

  /// What is filled in at load.
  private let relocations: RelocationTable

  /// Puts segments together.
  init(_ segments: [Segment], relocations: RelocationTable = RelocationTable()) {
    self.segments = segments.sorted { $0.address < $1.address }
    self.relocations = relocations
  }

  /// Returns the segment that has `address`, and where in it that is.
  private func place(of address: UInt64) -> (segment: Segment, offset: Int)? {
    var low = 0
    var high = segments.count
    while low < high {
      let middle = (low + high) / 2
      if segments[middle].end <= address { low = middle + 1 } else { high = middle }
    }
    guard low < segments.count, segments[low].address <= address else { return nil }
    return (segments[low], Int(address - segments[low].address))
  }

  /// Returns the number at `address`.
  func number<Number: FixedWidthInteger>(at address: UInt64, as type: Number.Type) -> Number? {
    guard let (segment, offset) = place(of: address) else { return nil }
    return segment.bytes.number(at: offset, as: type)
  }

  /// Returns the address that stands at `address`; nil for none or a null pointer.
  func pointer(at address: UInt64) -> UInt64? {
    let pointer = relocations[address] ?? number(at: address, as: UInt64.self)
    return pointer == 0 ? nil : pointer
  }

  /// Returns the address that the 32-bit distance at `address` leads to.
  func relativePointer(at address: UInt64) -> UInt64? {
    if let target = relocations[address] { return target }
    return number(at: address, as: Int32.self).map { address &+ UInt64(bitPattern: Int64($0)) }
  }

  /// Returns the text at `address`, up to its zero byte.
  func text(at address: UInt64) -> UnsafeRawBufferPointer? {
    guard let (segment, offset) = place(of: address) else { return nil }
    return segment.bytes.text(at: offset)
  }

  /// Returns the text at `address`.
  func string(at address: UInt64) -> String? {
    text(at: address).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Returns the text at the address that stands at `address`.
  func string(pointedAtFrom address: UInt64) -> String? {
    pointer(at: address).flatMap { string(at: $0) }
  }

  /// Returns the `count` bytes from `address` on.
  func bytes(at address: UInt64, count: Int) -> Bytes? {
    guard let (segment, offset) = place(of: address) else { return nil }
    return segment.bytes.part(at: offset, count: count)
  }
}

extension ElfFile {
  /// Returns the memory of the kernel in this file, which is for `machine`.
  func linkedMemory(of machine: Machine) -> KernelMemory {
    let segments = sections.compactMap { section in
      section.isAllocated && section.address != 0
        ? contents(of: section).map { KernelMemory.Segment(address: section.address, bytes: $0) }
        : nil
    }
    return KernelMemory(segments, relocations: linkedRelocations(of: machine))
  }

  /// Returns what is filled in when a relocatable kernel starts: relocations whose addend is the address.
  private func linkedRelocations(of machine: Machine) -> RelocationTable {
    var table = RelocationTable()
    for section in sections where section.isAllocated {
      guard let relocations = relocations(in: section) else { continue }
      for number in 0..<relocations.count {
        let relocation = relocations[number]
        guard relocation.kind == machine.relativeKind, relocation.symbol == 0,
          let target = relocation.addend
        else { continue }
        table.add(place: relocation.offset, target: target)
      }
    }
    table.sort()
    return table
  }
}
