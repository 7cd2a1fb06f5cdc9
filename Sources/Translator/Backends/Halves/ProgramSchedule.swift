import IR

/// In which order a program runs its halves, and which of them only for certain values of a key.
struct ProgramSchedule {
  /// A stretch of the program.
  enum Segment {
    /// Halves that always run.
    case always([KernelHalf])
    /// Halves that run for certain values of a key.
    case dispatch(Dispatch)
  }

  /// The halves that run for certain values of a key.
  struct Dispatch {
    /// The key.
    let key: DispatchKey
    /// The values, in ascending order.
    let cases: [Case]

    /// The halves that run for one value.
    struct Case {
      /// The value.
      let value: Int32
      /// The halves, in the order of the probes.
      let halves: [KernelHalf]
    }
  }

  /// The stretches, in order.
  private(set) var segments: [Segment] = []

  /// Creates the schedule for `halves`.
  ///
  /// Halves that stand next to each other and test the same value become one dispatch.
  init(_ halves: [KernelHalf]) {
    var tests: [(half: KernelHalf, test: LeadingTest)] = []
    for half in halves {
      let test = LeadingTest(of: half)
      if let test, tests.isEmpty || tests[0].test.key == test.key {
        tests.append((half, test))
        continue
      }
      append(tests)
      tests = []
      if let test {
        tests.append((half, test))
      } else {
        append(half)
      }
    }
    append(tests)
  }

  /// Appends a half that always runs.
  private mutating func append(_ half: KernelHalf) {
    if case .always(let halves)? = segments.last {
      segments[segments.count - 1] = .always(halves + [half])
    } else {
      segments.append(.always([half]))
    }
  }

  /// Appends halves with tests of one key.
  private mutating func append(_ tests: [(half: KernelHalf, test: LeadingTest)]) {
    guard let first = tests.first else { return }
    if tests.count == 1 {
      append(first.half)
      return
    }
    var cases: [Int32: [KernelHalf]] = [:]
    for (half, test) in tests {
      for constant in test.constants {
        cases[constant, default: []].append(half.replacingFunction(with: test.body))
      }
    }
    let sorted = cases.sorted { $0.key < $1.key }.map {
      Dispatch.Case(value: $0.key, halves: $0.value)
    }
    segments.append(.dispatch(Dispatch(key: first.test.key, cases: sorted)))
  }
}
