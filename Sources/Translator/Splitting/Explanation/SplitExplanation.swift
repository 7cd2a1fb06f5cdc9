import IR

/// Why globals live where they do, and why each line of the handlers runs in the half, or halves, it runs in.
package struct SplitExplanation: Sendable {
  /// One sentence for each global.
  package private(set) var globals: [String] = []
  /// What is said of each probe.
  package private(set) var probes: [ProbeExplanation] = []

  /// Explains how the handlers of `program` are split by `policy`.
  ///
  /// A handler that cannot be split is left out.
  package init(of program: Program, policy: SplitPolicy) {
    let splitting = Splitting(of: program, policy: policy)
    globals = splitting.program.globals.indices.map { index in
      GlobalExplanation(index, in: splitting).text
    }
    for index in splitting.program.probes.indices {
      guard let probe = try? ProbeExplanation(index, in: splitting) else { continue }
      probes.append(probe)
    }
  }

  /// The text: the globals, then the probes with an empty line before each.
  package var text: String {
    globals.map { "\($0)\n" }.joined() + probes.map { "\n\($0.text)" }.joined()
  }
}

/// Why a global lives where it does.
private struct GlobalExplanation {
  /// The sentence.
  let text: String

  /// Explains the place of the global numbered `index`.
  init(_ index: Int, in splitting: Splitting) {
    let name = splitting.program.globals[index].name
    if let reason = splitting.placement.reasons[index] {
      text = "global \(name): kernel, because \(Self.words(for: reason, in: splitting))"
    } else {
      let words = Self.words(forUserPlaced: index, in: splitting)
      text = "global \(name): user space, because \(words)"
    }
  }

  /// Returns what `reason` is, in words.
  private static func words(for reason: PlacementReason, in splitting: Splitting) -> String {
    switch reason {
    case .countsSilently(let probe): "probe \(probe) then sends no records"
    case .isRead(let probe): "what only the kernel half of probe \(probe) can do depends on it"
    case .decides(let probe): "whether probe \(probe) sends a record depends on it"
    }
  }

  /// Returns why the global numbered `index` lives in user space, in words.
  private static func words(forUserPlaced index: Int, in splitting: Splitting) -> String {
    if let obstacle = splitting.placement.obstacles[index] {
      return words(for: obstacle, in: splitting.program)
    }
    if splitting.placement.pairedArrays.contains(index) {
      return "it pairs two events, of which one sends a record anyway"
    }
    return "no kernel half needs it"
  }

  /// Returns what `obstacle` is, in words.
  private static func words(for obstacle: PlacementObstacle, in program: Program) -> String {
    switch obstacle {
    case .wraps: "only there it is known which element is the oldest"
    case .variance: "its variance is asked for"
    case .longKeys(let size):
      "its keys can have \(size) bytes, and the kernel takes \(KernelSizes.maximumKeySize)"
    case .access(let place):
      "the kernel cannot do what is done with it \(words(for: place, program))"
    case .unknownValue(let place):
      "what is done with it \(words(for: place, program)) depends on user space"
    case .function(let function):
      "the function '\(program[function].name)' uses it, which stays in user space"
    case .share(let probe): "probe \(probe) uses it, whose kernel half is to do nothing but read"
    }
  }

  /// Returns where `place` is, in words.
  private static func words(for place: LocationID, _ program: Program) -> String {
    "in line \(program[place].line) of \(program[place].file)"
  }
}
