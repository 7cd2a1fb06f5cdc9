import CBPF
import Glibc
import IR
import Testing

@testable import Translator

/// Globals that live in the kernel.
@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"), .serialized)
struct BackendsGlobalTests {
  @Test func `scalars are read, set, added to and emptied`() throws {
    let globals = [
      Global(name: "a", element: .value(.long), initializer: .long(-3)),
      Global(name: "b", element: .value(.long)),
    ]
    let program = SampleHalf.program(slots: [.long, .long, .long], globals: globals) { half in
      let x = half.argument(0)
      let before = half.append(.readGlobal(GlobalID(0), keys: []), type: .long)
      let after = half.append(.addToGlobal(GlobalID(0), keys: [], x), type: .long)
      half.append(.writeGlobal(GlobalID(1), keys: [], half.long(1 << 40)), type: nil)
      let big = half.append(.readGlobal(GlobalID(1), keys: []), type: .long)
      half.append(.delete(GlobalID(1), keys: []), type: nil)
      half.commit()
      half.capture(0, before)
      half.capture(1, after)
      half.capture(2, big)
    }
    let live = try LiveObject(program)
    try live.run([10, 0])
    try live.run([5, 0])
    let records = try live.takeRecords()
    #expect(records.map { $0.long(8) } == [-3, 7] && records.map { $0.long(16) } == [7, 12])
    #expect(records.map { $0.long(24) } == [1 << 40, 1 << 40])
    #expect(try live.scalar(at: 0, of: program) == 12)
    #expect(try live.scalar(at: 8, of: program) == 0)
  }

  @Test func `a scalar string is kept`() throws {
    var global = Global(name: "s", element: .value(.string), initializer: .string([65]))
    global.valueSize = 512
    let program = SampleHalf.program(slots: [.string], globals: [global]) { half in
      let before = half.append(.readGlobal(GlobalID(0), keys: []), type: .string)
      let text = half.append(.intrinsic(.user_string, [half.argument(0)]), type: .string)
      half.append(.writeGlobal(GlobalID(0), keys: [], text), type: nil)
      half.commit()
      half.capture(0, before)
    }
    let live = try LiveObject(program)
    for text in ["first", "", String(repeating: "z", count: 511)] {
      try text.withCString { try live.run([Int64(Int(bitPattern: $0)), 0]) }
    }
    let records = try live.takeRecords()
    #expect(records.map { $0.string(8, fixedSize: 24).text } == ["A", "first", ""])
    let size = KernelLayout(of: program).scalarsSize
    let value = try #require(live.value(of: KernelLayout.scalarsMapName, size: size))
    #expect(value.long(at: 0) == 511 && value[8] == 122)
  }

  @Test func `an array of longs has elements added, set, found and removed`() throws {
    let global = Global(name: "calls", keys: [.long, .long], element: .value(.long), capacity: 4)
    let program = SampleHalf.program(
      slots: [.long, .long, .long, .long, .long], globals: [global]
    ) { half in
      let keys = [half.argument(0), half.argument(1)]
      let calls = GlobalID(0)
      let absent = half.append(.contains(calls, keys: keys), type: .long)
      let first = half.append(.addToGlobal(calls, keys: keys, half.long(5)), type: .long)
      let second = half.append(.addToGlobal(calls, keys: keys, half.long(-1)), type: .long)
      half.append(.writeGlobal(calls, keys: keys, half.long(77)), type: nil)
      let value = half.append(.readGlobal(calls, keys: keys), type: .long)
      half.append(.delete(calls, keys: keys), type: nil)
      let gone = half.append(.readGlobal(calls, keys: keys), type: .long)
      half.append(.writeGlobal(calls, keys: keys, half.argument(1)), type: nil)
      half.commit()
      for (slot, value) in [absent, first, second, value, gone].enumerated() {
        half.capture(slot, value)
      }
    }
    let live = try LiveObject(program)
    for _ in 0..<2 { try live.run([1, 2]) }
    let records = try live.takeRecords()
    #expect((0..<5).map { records[0].long(8 + 8 * $0) } == [0, 5, 4, 77, 0])
    #expect((0..<5).map { records[1].long(8 + 8 * $0) } == [1, 7, 6, 77, 0])
    for key in 2..<8 as Range<Int64> { try live.run([key, 0]) }
    let failures = try live.takeRecords().filter { $0.probe == 1 << 31 }
    // Four fit: the first one, and three more.
    #expect(failures.count == 3)
    let failure = try #require(failures.first)
    #expect(failure.bytes.count == 24 && failure.tailLength == 0)
    #expect(failure.long(8) & 0xffff_ffff == Int64(Failure.Kind.arrayOverflow.rawValue))
    #expect(failure.long(8) >> 32 == 1 && failure.long(16) == 0)
  }

  @Test func `strings are keys`() throws {
    var global = Global(name: "by", keys: [.string, .long, .string], element: .value(.long))
    global.keySizes = [16, 8, 128]
    let program = SampleHalf.program(globals: [global]) { half in
      let name = half.append(.string(Array("sixteen-bytes-ab".utf8)), type: .string)
      let path = half.append(.intrinsic(.user_string, [half.argument(0)]), type: .string)
      half.append(
        .addToGlobal(GlobalID(0), keys: [name, half.argument(1), path], half.long(1)), type: .long)
    }
    let live = try LiveObject(program)
    for text in ["longer than the next", "short", "short", ""] {
      try text.withCString { try live.run([Int64(Int(bitPattern: $0)), 9]) }
    }
    for (text, count) in [("longer than the next", 1), ("short", 2), ("", 1)] as [(String, Int64)] {
      var key = Array("sixteen-bytes-ab".utf8) + [9, 0, 0, 0, 0, 0, 0, 0] + Array(text.utf8)
      key += [UInt8](repeating: 0, count: 152 - key.count)
      let shape = try #require(program.shape(of: 0))
      #expect(live.value(of: shape.name, key: key, size: 8)?.long(at: 0) == count, "\(text)")
    }
  }

  @Test func `strings are values of arrays`() throws {
    var global = Global(name: "of", keys: [.long], element: .value(.string))
    global.valueSize = 512
    let program = SampleHalf.program(slots: [.string, .string], globals: [global]) { half in
      let key = half.argument(1)
      let before = half.append(.readGlobal(GlobalID(0), keys: [key]), type: .string)
      let text = half.append(.intrinsic(.user_string, [half.argument(0)]), type: .string)
      half.append(.writeGlobal(GlobalID(0), keys: [key], text), type: nil)
      half.commit()
      half.capture(0, before)
      half.capture(1, half.append(.readGlobal(GlobalID(0), keys: [key]), type: .string))
    }
    let live = try LiveObject(program)
    for text in ["one", "another one", ""] {
      try text.withCString { try live.run([Int64(Int(bitPattern: $0)), 3]) }
    }
    let records = try live.takeRecords()
    #expect(records.map { $0.string(8, fixedSize: 40).text } == ["", "one", "another one"])
    #expect(records.map { $0.string(24, fixedSize: 40).text } == ["one", "another one", ""])
  }

  @Test(arguments: [false, true])
  func `statistics have count, sum, extremes and buckets`(isKeyed: Bool) throws {
    let histograms: [Histogram] = [.logarithmic, .linear(low: -20, high: 100, step: 7)]
    let global = Global(
      name: "s", keys: isKeyed ? [.long] : [],
      element: .statistics(StatisticsShape(histograms: histograms)))
    let program = SampleHalf.program(globals: [global]) { half in
      let keys = isKeyed ? [half.argument(1)] : []
      half.append(.accumulate(GlobalID(0), keys: keys, half.argument(0)), type: nil)
    }
    let live = try LiveObject(program)
    let values = BackendsArithmeticTests.pairs(seed: 3).map(\.0) + Array(-25...110)
    for value in values { try live.run([value, 4]) }
    let shape = try #require(program.shape(of: 0))
    let cpus = Int(libbpf_num_possible_cpus())
    let key: [UInt8] = isKeyed ? [4, 0, 0, 0, 0, 0, 0, 0] : [0, 0, 0, 0]
    let bytes = try #require(live.value(of: shape.name, key: key, size: shape.valueSize * cpus))
    let perCPU = (0..<cpus).map { Array(bytes[$0 * shape.valueSize..<($0 + 1) * shape.valueSize]) }
      .filter { $0.long(at: 0) > 0 }
    #expect(perCPU.map { $0.long(at: 0) }.reduce(0, +) == Int64(values.count))
    #expect(perCPU.map { $0.long(at: 8) }.reduce(0, &+) == values.reduce(0, &+))
    #expect(perCPU.map { $0.long(at: 16) }.min() == values.min())
    #expect(perCPU.map { $0.long(at: 24) }.max() == values.max())
    for (histogram, offset) in zip(histograms, shape.histogramOffsets) {
      var expected = [Int64](repeating: 0, count: histogram.bucketCount)
      for value in values { expected[histogram.bucket(of: value)] += 1 }
      let found = (0..<histogram.bucketCount).map { bucket in
        perCPU.reduce(0) { $0 + $1.long(at: offset + 8 * bucket) }
      }
      #expect(found == expected, "\(histogram)")
    }
  }
}

extension Program {
  /// Returns the layout of the map of the global numbered `index`.
  func shape(of index: Int) -> KernelLayout.MapShape? {
    if case .map(let shape)? = KernelLayout(of: self).places[index] { shape } else { nil }
  }
}
