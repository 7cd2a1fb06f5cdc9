import BPF
import IR

/// The kernel halves that one BPF program runs: all at one site, in the order of the probes.
struct SiteProgram {
  /// The site.
  let site: Site
  /// The halves.
  let halves: [KernelHalf]
  /// How arguments are found, and whether the verifier is told their types.
  let arguments: ArgumentTyping

  /// Returns the programs that `program` needs, in the order of their first probes.
  static func programs(of program: IR.Program) -> [SiteProgram] {
    KernelHalf.bySite(of: program).flatMap { programs(at: $0.site, running: $0.halves) }
  }

  /// Returns the programs that run `halves` at `site`.
  ///
  /// In functions there are two, of which the kernel takes the first or else the second: one behind a trampoline,
  /// unless only the name of the function is known; and one at a breakpoint, unless it would need what is gone
  /// when the function has returned.
  private static func programs(at site: Site, running halves: [KernelHalf]) -> [SiteProgram] {
    func program(_ arguments: ArgumentTyping) -> SiteProgram {
      SiteProgram(site: site, halves: halves, arguments: arguments)
    }
    switch site {
    case .tracepoint:
      return [program(halves.contains(where: \.readsThroughArguments) ? .typed : .plain)]
    case .function(let function):
      guard let count = function.argumentCount else { return [program(.registers(result: -1))] }
      let isReturn = function.moment == .return
      let canBreak = !isReturn || !halves.contains { $0.readsArguments(below: count) }
      let breakpoint = canBreak ? [program(.registers(result: isReturn ? count : -1))] : []
      return [program(.typed)] + breakpoint
    case .event, .profile, .counter: return [program(.plain)]
    case .begin, .end, .error, .timer, .ticks, .file, .marker, .foreign, .never:
      preconditionFailure("nothing runs in the kernel at \(site)")
    }
  }

  /// What the program attaches to, as libbpf spells it.
  var section: String {
    switch site {
    case .tracepoint(let site):
      arguments == .typed ? "tp_btf/\(site.name)" : "raw_tp/\(site.name)"
    case .event(let site): "tracepoint/\(site.system)/\(site.name)"
    case .function(let site):
      switch (site.moment, arguments) {
      case (.entry, .registers): "kprobe/\(site.name)"
      case (.return, .registers): "kretprobe/\(site.name)"
      case (.entry, .plain), (.entry, .typed): "fentry/\(site.name)"
      case (.return, .plain), (.return, .typed): "fexit/\(site.name)"
      }
    case .profile, .counter: "perf_event"
    case .begin, .end, .error, .timer, .ticks, .file, .marker, .foreign, .never:
      preconditionFailure("nothing runs in the kernel at \(site)")
    }
  }

  /// The BTF number of what the program attaches to, if it has to be known.
  var attachTypeID: UInt32? {
    if case .tracepoint(let site) = site, arguments == .typed { site.typeID } else { nil }
  }

  /// The name: the number of the first probe and the name of the site; of a second program at a site, the letter
  /// `b` for breakpoint between them.
  var name: String {
    let place =
      switch site {
      case .tracepoint(let site): site.name
      case .event(let site): site.name
      case .function(let site): site.name
      case .profile: "profile"
      case .counter: "counter"
      case .begin, .end, .error, .timer, .ticks, .file, .marker, .foreign, .never: ""
      }
    let letters = place.utf8.map { byte in
      let character = Character(UnicodeScalar(byte))
      return character.isASCII && (character.isLetter || character.isNumber) ? character : "_"
    }
    let mark = if case .registers = arguments { "b" } else { "" }
    return "p\(halves.first?.probe ?? 0)\(mark)_" + String(letters)
  }

  /// Returns the name of the program, or of the one with a `number` above 0 that it goes on with.
  func name(ofPart number: Int) -> String {
    guard number > 0, let end = name.firstIndex(of: "_") else { return name }
    return continuation(number).prefix + name[end...]
  }

  /// Returns where the program with `number` stands that this one goes on with.
  func continuation(_ number: Int) -> ContinuationName {
    ContinuationName(site: halves.first?.probe ?? 0, index: number)
  }

  /// `true` iff it runs where a task enters or leaves a system call: there one such program never
  /// interrupts another on the same CPU.
  var isAtSystemCall: Bool { site.isAtSystemCall }
}

extension Site {
  /// `true` iff it is where a task enters or leaves a system call.
  var isAtSystemCall: Bool {
    switch self {
    case .tracepoint(let site): site.name == "sys_enter" || site.name == "sys_exit"
    case .event(let site): site.system == "syscalls" || site.system == "raw_syscalls"
    case .begin, .end, .error, .timer, .ticks, .profile, .function, .counter, .file, .marker,
      .foreign,
      .never:
      false
    }
  }
}

extension KernelHalf {
  /// Returns `true` iff the half reads an argument whose number is below `count`.
  fileprivate func readsArguments(below count: Int) -> Bool {
    function.contains { operation in
      if case .argument(let access) = operation { access.index < count } else { false }
    }
  }
}
