import Testing

@testable import KernelDescription

/// Tests that what is saved is what is read, and that nothing else is taken for a description.
struct DescriptionFileTests {
  @Test func `a saved description says the same when it is read back`() throws {
    let saved = try SampleDescription.make()
    let read = try KernelDescription(bytes: saved.bytes)

    #expect(read == saved)
    #expect(read.identity.release == "6.18.0-test")
    #expect(read.identity.version == "#1 SMP")
    #expect(read.identity.machine == "x86_64")
    #expect(read.identity.buildID == "0123456789abcdef")
    #expect(read.identity.wordSize == 8)
    #expect(
      Array(read.events) == [
        SampleDescription.otherSwitchEvent, SampleDescription.switchEvent,
        SampleDescription.openatEvent,
      ])
    #expect(read.tracepoints.map(\.name) == ["ext4_sync", "sched_switch"])
    #expect(read.systemCalls.map(\.name) == ["read", "openat", "unknown"])
  }

  @Test func `equal input makes equal bytes`() throws {
    #expect(try SampleDescription.make().bytes == SampleDescription.make().bytes)
  }

  @Test func `a description without anything can be saved`() throws {
    let empty = KernelDescriptionBuilder(identity: KernelIdentity(release: "")).description()
    let read = try KernelDescription(bytes: empty.bytes)
    #expect(read.events.isEmpty)
    #expect(read.types.count == 0)
    #expect(read.types.structure(named: "task_struct") == nil)
  }

  @Test func `every truncation is an error`() throws {
    let bytes = try SampleDescription.make().bytes
    for length in 0..<bytes.count {
      #expect(throws: KernelDescriptionError.self) {
        try KernelDescription(bytes: Array(bytes.prefix(length)))
      }
    }
  }

  @Test func `bytes after the end are an error`() throws {
    let bytes = try SampleDescription.make().bytes
    #expect(throws: KernelDescriptionError.cutOff(expected: bytes.count, found: bytes.count + 1)) {
      try KernelDescription(bytes: bytes + [0])
    }
  }

  @Test func `a packed description says the same`() throws {
    let saved = try SampleDescription.make()
    let packed = saved.packedBytes
    #expect(packed == saved.packedBytes)
    #expect(KernelDescription.isLikely(packed))
    #expect(try KernelDescription(bytes: packed) == saved)
    for length in 0..<packed.count {
      #expect(throws: KernelDescriptionError.self) {
        try KernelDescription(bytes: Array(packed.prefix(length)))
      }
    }
  }

  @Test func `pieces of a packed description come when they are asked for, by whatever thread`()
    async throws
  {
    var builder = KernelDescriptionBuilder(identity: KernelIdentity(release: "6.18.0-large"))
    let options = (0..<60_000).map { "CONFIG_NUMBER_\($0)=\($0 * 7919)\n" }.joined()
    builder.configuration = KernelConfiguration(text: options)
    for number in 0..<20_000 {
      builder.events.append(
        TraceEvent(
          system: "many", name: "event_\(number)", id: number, commonSize: 8,
          fields: [
            EventField(
              name: "field_\(number)", typeText: "u64", offset: 8, size: 8, isSigned: false,
              shape: .integer)
          ]))
    }
    let whole = builder.description()
    #expect(whole.bytes.count > 4 * PackedDescription.pieceSize)
    let packed = whole.packedBytes
    #expect(packed.count * 3 < whole.bytes.count)
    let read = try KernelDescription(bytes: packed)
    try await withThrowingTaskGroup(of: Int?.self) { group in
      for worker in 0..<8 {
        group.addTask {
          for number in stride(from: 19_999 - worker, to: 0, by: -997) {
            let event = read.event(system: "many", name: "event_\(number)")
            guard event?.id == number, event?.fields.first?.name == "field_\(number)" else {
              return number
            }
          }
          return nil
        }
      }
      for try await wrong in group { #expect(wrong == nil) }
    }
    #expect(read.configuration == whole.configuration)
    #expect(read == whole)
  }

  @Test func `damage to a packed description behind a right checksum crashes nothing`() throws {
    let original = try SampleDescription.make().packedBytes
    var generator = SplitMix(state: 20_261_122)
    for round in 0..<1_000 {
      var bytes = original
      for _ in 0...(round % 4) {
        let index = Int(generator.next() % UInt64(bytes.count - 16))
        bytes[16 + index] = UInt8(truncatingIfNeeded: generator.next())
      }
      Self.seal(&bytes)
      if let description = try? KernelDescription(bytes: bytes) { readEverything(description) }
    }
  }

  @Test func `what a packed description says of its size is not believed beyond reason`() throws {
    var bytes = try SampleDescription.make().packedBytes
    bytes[16 + DescriptionLayout.lengthOffset + 4] = 1
    Self.seal(&bytes)
    #expect(throws: KernelDescriptionError.damaged) { try KernelDescription(bytes: bytes) }
  }

  /// Writes the right checksum into a packed description.
  private static func seal(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { bytes in
      var sum = Checksum()
      sum.add(UnsafeRawBufferPointer(rebasing: bytes[16...]))
      bytes.storeBytes(of: sum.value.littleEndian, toByteOffset: 8, as: UInt64.self)
    }
  }

  @Test func `damage to a packed description crashes nothing`() throws {
    let original = try SampleDescription.make()
    var generator = SplitMix(state: 20_261_121)
    for _ in 0..<3_000 {
      var bytes = original.packedBytes
      let index = Int(generator.next() % UInt64(bytes.count))
      bytes[index] = UInt8(truncatingIfNeeded: generator.next())
      if let description = try? KernelDescription(bytes: bytes) {
        #expect(description == original)
      }
    }
  }

  @Test func `every flipped bit is an error`() throws {
    var bytes = try SampleDescription.make().bytes
    for index in bytes.indices {
      for bit in 0..<8 {
        bytes[index] ^= 1 << UInt8(bit)
        #expect(throws: KernelDescriptionError.self, "byte \(index), bit \(bit)") {
          try KernelDescription(bytes: bytes)
        }
        bytes[index] ^= 1 << UInt8(bit)
      }
    }
  }

  @Test func `damage behind a right checksum crashes nothing`() throws {
    let original = try SampleDescription.make().bytes
    var generator = SplitMix(state: 20_261_121)
    for round in 0..<3_000 {
      var bytes = original
      for _ in 0...(round % 4) {
        let index = Int(generator.next() % UInt64(bytes.count - DescriptionLayout.headerSize))
        bytes[DescriptionLayout.headerSize + index] = UInt8(truncatingIfNeeded: generator.next())
      }
      bytes.withUnsafeMutableBytes { bytes in
        let checksum = Checksum.ofFile(UnsafeRawBufferPointer(bytes)).littleEndian
        bytes.storeBytes(
          of: checksum, toByteOffset: DescriptionLayout.checksumOffset, as: UInt64.self)
      }
      if let description = try? KernelDescription(bytes: bytes) { readEverything(description) }
    }
  }

  @Test func `an error says what is wrong and what to do`() throws {
    var newer = try SampleDescription.make().bytes
    newer[DescriptionLayout.versionOffset] = 9
    #expect(throws: KernelDescriptionError.newer(version: 9)) {
      try KernelDescription(bytes: newer)
    }
    #expect(throws: KernelDescriptionError.foreign) {
      try KernelDescription(bytes: Array("\u{7f}ELF and more of that kind".utf8))
    }
    #expect(throws: KernelDescriptionError.foreign) { try KernelDescription(bytes: []) }
    for error in [
      KernelDescriptionError.newer(version: 9), .older(version: 0),
      .cutOff(expected: 2, found: 1), .damaged,
    ] {
      #expect(error.description.contains("scan the kernel again"))
    }
  }

  /// Asks for everything that a description can tell.
  private func readEverything(_ description: KernelDescription) {
    for event in description.events { _ = (event.markerFormat, event.systemCallMoment) }
    _ = Array(description.tracepoints)
    _ = description.systemCalls
    _ = description.event(system: "sched", name: "sched_switch")
    _ = description.events(matching: "s*")
    let types = description.types
    _ = types.enumeratorValue(named: "DEAD")
    _ = Array(types.structureNames)
    for id in 0..<UInt32(40) {
      let id = TypeID(rawValue: id)
      _ = (types.text(of: id), types.size(of: id), types.isSigned(id), types.enumerators(of: id))
      for name in types.memberNames(of: id).prefix(50) { _ = types.member(name, of: id) }
    }
  }
}

/// A small source of random numbers that gives the same ones in each run.
struct SplitMix: RandomNumberGenerator {
  /// What the next number comes from.
  var state: UInt64

  /// Returns the next number.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}
