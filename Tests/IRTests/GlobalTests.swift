import Testing

@testable import IR

struct GlobalTests {
  /// Steps that put 10 under "b", 30 under "a" and 20 under "c" of the global numbered 0.
  private static let filled = """
    b0:
      v10: string = string "b"
      v20: string = string "a"
      v30: string = string "c"
      v40 = long 10
      v50 = long 30
      v60 = long 20
      writeGlobal g0[v10], v40
      writeGlobal g0[v20], v50
      writeGlobal g0[v30], v60
    """

  @Test func `elements are set, added to, found and removed`() throws {
    let sample = try Sample(
      body: """
        \(Self.filled)
          v100 = addToGlobal g0[v10], v40
          v110 = readGlobal g0[v10]
          v120 = contains g0[v30]
          delete g0[v30]
          v140 = contains g0[v30]
          v150 = readGlobal g0[v30]
          v160 = contains g0[*]
          delete g0
          v180 = contains g0[*]
          print "%d %d %d %d %d %d %d", v100, v110, v120, v140, v150, v160, v180
          return
        """, globals: "global a[string]: long capacity 10")
    #expect(sample.output() == "20 20 1 0 0 1 0")
  }

  @Test(arguments: [
    ("", "b=10 a=30 c=20 "), (" ascending key 0", "a=30 b=10 c=20 "),
    (" descending key 0", "c=20 b=10 a=30 "), (" ascending value", "b=10 c=20 a=30 "),
    (" descending value", "a=30 c=20 b=10 "), (" descending value limit v70", "a=30 c=20 "),
  ])
  func `walks are sorted and limited`(order: String, expected: String) throws {
    let sample = try Sample(
      body: """
        \(Self.filled)
          v70 = long 2
          v80 = beginIteration g0\(order)
          jump b1
        b1:
          v90 = advance v80
          branch v90, b2, b3
        b2:
          v100: string = iterationKey v80, 0
          v110 = iterationValue v80
          print "%s=%d ", v100, v110
          delete g0[v100]
          jump b1
        b3:
          endIteration v80
          endIteration v80
          return
        """, globals: "global a[string]: long capacity 10")
    #expect(sample.output() == expected)
  }

  @Test func `a removed element has no value, and fixed keys choose`() throws {
    let sample = try Sample(
      body: """
        b0:
          v10 = long 1
          v20 = long 2
          v30: string = string "x"
          v40: string = string "y"
          writeGlobal g0[v10, v30], v30
          writeGlobal g0[v20, v30], v40
          writeGlobal g0[v10, v40], v40
          v80 = beginIteration g0[v10, *]
          delete g0[*, v40]
          jump b1
        b1:
          v90 = advance v80
          branch v90, b2, b3
        b2:
          v100: string = iterationKey v80, 1
          v110: string = iterationValue v80
          print "%s=<%s> ", v100, v110
          jump b1
        b3:
          return
        """, globals: "global a[long, string]: string capacity 10")
    #expect(sample.output() == "x=<x> y=<> ")
  }

  @Test func `a full array fails, a wrapping one drops its oldest element`() throws {
    let body = """
      b0:
        jump b1
      b1:
        v10 = read l0
        v20 = long 5
        v30 = compare less v10, v20
        branch v30, b2, b3
      b2:
        writeGlobal g0[v10], v10 @1
        v50 = long 1
        v60 = add v10, v50
        write l0, v60
        jump b1
      b3:
        v70 = beginIteration g0
        jump b4
      b4:
        v80 = advance v70
        branch v80, b5, b6
      b5:
        v90 = iterationKey v70, 0
        print "%d ", v90
        jump b4
      b6:
        return
      """
    let place = "location @1 \"<input>\" 1:43 \"identifier 'a'\" \"\""
    let strict = try Sample(
      body: body, locals: "local i: long",
      globals: "\(place) global a[long]: long capacity 3")
    #expect(
      strict.output()
        == "!Array overflow, check size limit (3) near identifier 'a' at <input>:1:43")
    let wrapping = try Sample(
      body: body, locals: "local i: long",
      globals: "\(place) global a[long]: long capacity 3 wraps")
    #expect(wrapping.output() == "2 3 4 ")
    let common = try Sample(
      body: body, locals: "local i: long",
      globals: "limit maximumMapEntries 3 \(place) global a[long]: long capacity 3")
    #expect(common.output().contains("Array overflow, check MAXMAPENTRIES near"))
  }

  @Test func `statistics count, add up, and take averages and variances`() throws {
    let sample = try Sample(
      body: """
        b0:
          v10 = long 4
          v20 = long -2
          v30 = long 9
          accumulate g0, v10
          accumulate g0, v20
          accumulate g0, v30
          v70 = extract count g0
          v80 = extract sum g0
          v90 = extract minimum g0
          v100 = extract maximum g0
          v110 = extract average(0) g0
          v120 = extract average(4) g0
          v130 = extract variance(0) g0
          print "%d %d %d %d %d %d %d", v70, v80, v90, v100, v110, v120, v130
          delete g0
          v160 = extract count g0
          print " %d", v160
          v180 = extract average(0) g0
          return
        """, globals: "global s: statistics(variance(0)) capacity 1")
    #expect(sample.output() == "3 11 -2 9 3 58 33 0!empty aggregate")
  }

  @Test func `a logarithmic histogram`() throws {
    let sample = try Sample(
      body: """
        b0:
          jump b1
        b1:
          v10 = read l0
          v20 = long 200
          v30 = compare less v10, v20
          branch v30, b2, b3
        b2:
          accumulate g0, v10
          v50 = long 1
          v60 = add v10, v50
          write l0, v60
          jump b1
        b3:
          v70 = long 5000
          accumulate g0, v70
          printHistogram logarithmic g0
          v90 = long 70
          v100 = bucket logarithmic g0, v90
          print "%d", v100
          v120 = long 128
          v130 = bucket logarithmic g0, v120
          return
        """, locals: "local i: long", globals: "global s: statistics(logarithmic) capacity 1")
    #expect(
      sample.output() == """
        value |-------------------------------------------------- count
            0 |                                                    1
            1 |                                                    1
            2 |@                                                   2
            4 |@@                                                  4
            8 |@@@@                                                8
           16 |@@@@@@@@                                           16
           32 |@@@@@@@@@@@@@@@@                                   32
           64 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@                   64
          128 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@               72
          256 |                                                    0
          512 |                                                    0
         1024 |                                                    0
         2048 |                                                    0
         4096 |                                                    1
         8192 |                                                    0
        16384 |                                                    0

        32!histogram index out of range
        """
    )
  }

  @Test func `a linear histogram shows what lies beyond only if there is any`() throws {
    let sample = try Sample(
      body: """
        b0:
          v10 = long -5
          v20 = long 15
          v30 = long 95
          v40 = long 500
          accumulate g0, v20
          accumulate g0, v20
          accumulate g0, v30
          printHistogram linear(0, 100, 10) g0
          accumulate g0, v10
          accumulate g0, v40
          printHistogram linear(0, 100, 10) g0
          return
        """, globals: "global s: statistics(linear(0, 100, 10)) capacity 1")
    #expect(
      sample.output() == """
        value |-------------------------------------------------- count
            0 |                                                   0
           10 |@@                                                 2
           20 |                                                   0
           30 |                                                   0
              ~
           70 |                                                   0
           80 |                                                   0
           90 |@                                                  1
          100 |                                                   0

        value |-------------------------------------------------- count
           <0 |@                                                  1
            0 |                                                   0
           10 |@@                                                 2
           20 |                                                   0
           30 |                                                   0
              ~
           70 |                                                   0
           80 |                                                   0
           90 |@                                                  1
          100 |                                                   0
         >100 |@                                                  1


        """)
  }

  @Test func `a walk over buckets counts their numbers`() throws {
    let sample = try Sample(
      body: """
        b0:
          v10 = long 15
          accumulate g0, v10
          v30 = beginBuckets linear(0, 20, 10) g0
          jump b1
        b1:
          v40 = advance v30
          branch v40, b2, b3
        b2:
          v50 = iterationKey v30, 0
          v60 = bucket linear(0, 20, 10) g0, v50
          print "%d:%d ", v50, v60
          jump b1
        b3:
          return
        """, globals: "global s: statistics(linear(0, 20, 10)) capacity 1")
    #expect(sample.output() == "0:0 1:0 2:1 3:0 4:0 ")
  }

  @Test(arguments: ["printHistogram logarithmic g0", "v20 = bucket logarithmic g0, v10"])
  func `a histogram without values fails`(operation: String) throws {
    let sample = try Sample(
      body: """
        b0:
          v10 = long 1
          \(operation)
          return
        """, globals: "global s: statistics(logarithmic) capacity 1")
    #expect(sample.output() == "!empty aggregate")
  }

  @Test func `scalars start as they are initialised and keep their own bytes`() throws {
    let sample = try Sample(
      body: """
        b0:
          v10 = readGlobal g0
          v20: string = readGlobal g1
          v30: string = string "something much longer than before, so that it has to move"
          writeGlobal g1, v30
          v50: string = readGlobal g1
          v60 = long 4
          v70 = addToGlobal g0, v60
          writeGlobal g0, v60
          v90 = readGlobal g0
          print "%d %s %s %d %d", v10, v20, v50, v70, v90
          return
        """,
      globals: "global n: long capacity 1 = 38 global s: string capacity 1 = \"first\"")
    #expect(
      sample.output()
        == "38 first something much longer than before, so that it has to move 42 4")
  }

  @Test func `an array agrees with a dictionary over random changes`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomNumbers(seed: seed)
    let array = AssociativeArray(
      for: Global(name: "a", keys: [.long], element: .value(.long), capacity: 40))
    defer { array.deallocate() }
    var model: [Int64: Int64] = [:]
    for _ in 0..<20_000 {
      var key = Int64(random.next() % 60) &- 30
      switch random.next() % 3 {
      case 0:
        let element = array.find(&key)
        #expect((element != 0) == (model[key] != nil), "seed \(seed)")
        if element != 0 {
          #expect(array.value(of: element)[0] == model[key], "seed \(seed)")
          array.remove(element)
          model[key] = nil
        }
      default:
        let element = array.findOrInsert(&key)
        #expect((element != 0) == (model[key] != nil || model.count < 40), "seed \(seed)")
        if element != 0 {
          array.value(of: element)[0] &+= key
          model[key, default: 0] &+= key
        }
      }
      #expect(array.count == model.count, "seed \(seed)")
    }
  }

  @Test func `globals in the kernel are read and written there`() throws {
    let sample = try Sample(
      body: """
        b0:
          v10: string = string "b"
          v20 = readGlobal g0[v10]
          v30 = addToGlobal g0[v10], v20
          v40: string = string "full"
          v50 = beginIteration g0 descending value
          v60 = advance v50
          v70: string = iterationKey v50, 0
          v80 = iterationValue v50
          v90 = extract maximum g1
          print "%d %d %s=%d %d", v20, v30, v70, v80, v90
          accumulate g1, v20
          delete g0[v10]
          writeGlobal g0[v40], v20
          return
        """,
      globals: """
        global a[string]: long capacity 10 kernel
        global s: statistics() capacity 1 kernel
        """)
    let kernel = FakeKernel()
    let interpreter = Interpreter(sample.program, kernel: kernel)
    guard case .failed(let failure) = interpreter.runHandler(ofProbe: 0) else {
      Issue.record("the last write should fail")
      return
    }
    #expect(failure.kind == .arrayOverflow)
    #expect(String(decoding: interpreter.output, as: UTF8.self) == "21 42 c=50 9")
    #expect(kernel.log == ["write b 42", "accumulate 21", "remove b", "write full 21"])
  }
}

extension GlobalTests {
  @Test func `elements in the kernel stay in the order in which they were seen`() throws {
    let sample = try Sample(
      body: "b0:\nreturn", globals: "global a[string]: long capacity 10 kernel")
    let kernel = FakeKernel()
    let store = GlobalStore(sample.program.globals, kernel: kernel)
    func keys() -> [GlobalValue] { store.elements(of: GlobalID(0)).flatMap(\.keys) }
    func strings(_ names: [String]) -> [GlobalValue] { names.map { .string(Array($0.utf8)) } }
    #expect(keys() == strings(["b", "c"]))
    kernel.elements = ["d": 1, "c": 2, "a": 3]
    #expect(keys() == strings(["c", "a", "d"]))
    kernel.elements["b"] = 4
    kernel.elements["a"] = nil
    #expect(keys() == strings(["c", "d", "b"]))
  }
}

/// A kernel that has two elements in an array, and a statistic.
private final class FakeKernel: KernelGlobals {
  /// The elements of the array.
  var elements: [String: Int64] = ["b": 21, "c": 50]
  /// What was asked for.
  var log: [String] = []

  /// Returns the text of the first of `keys`.
  private func name(_ keys: [GlobalValue]) -> String {
    if case .string(let bytes)? = keys.first { String(decoding: bytes, as: UTF8.self) } else { "" }
  }

  func element(of global: GlobalID, keys: [GlobalValue]) -> KernelElement? {
    if global.index == 0 { return elements[name(keys)].map { .value(.long($0)) } }
    var statistic = StatisticValue()
    statistic.count = 2
    statistic.maximum = 9
    return .statistic(statistic)
  }

  func elements(of global: GlobalID) -> [(keys: [GlobalValue], element: KernelElement)] {
    elements.sorted { $0.key < $1.key }.map {
      ([.string(Array($0.key.utf8))], .value(.long($0.value)))
    }
  }

  func write(_ value: GlobalValue, to global: GlobalID, keys: [GlobalValue]) -> Bool {
    guard case .long(let number) = value else { return false }
    log.append("write \(name(keys)) \(number)")
    elements[name(keys)] = number
    return name(keys) != "full"
  }

  func accumulate(_ value: Int64, to global: GlobalID, keys: [GlobalValue]) -> Bool {
    log.append("accumulate \(value)")
    return true
  }

  func remove(from global: GlobalID, keys: [GlobalValue]) {
    log.append("remove \(name(keys))")
    elements[name(keys)] = nil
  }
}

/// Numbers that follow from a seed.
struct RandomNumbers: RandomNumberGenerator {
  /// The present state.
  private var state: UInt64

  /// Creates the numbers of `seed`.
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
