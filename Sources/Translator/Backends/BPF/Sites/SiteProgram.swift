import IR

/// The kernel halves that one BPF program runs: all at one site, in the order of the probes.
struct SiteProgram {
  /// The site.
  let site: Site
  /// The halves.
  var halves: [KernelHalf]
  /// Whether the verifier is told the types of the arguments.
  let arguments: ArgumentTyping

  /// Returns the programs that `program` needs, in the order of their first probes.
  static func programs(of program: IR.Program) -> [SiteProgram] {
    var sites: [Site] = []
    var halves: [Site: [KernelHalf]] = [:]
    for number in program.probes.indices {
      guard let half = KernelHalf(probe: number, of: program) else { continue }
      let site = program.probes[number].site
      if halves[site] == nil { sites.append(site) }
      halves[site, default: []].append(half)
    }
    return sites.map { SiteProgram(site: $0, halves: halves[$0] ?? []) }
  }

  /// Creates the program that runs `halves` at `site`.
  private init(site: Site, halves: [KernelHalf]) {
    self.site = site
    self.halves = halves
    if case .tracepoint = site, halves.contains(where: \.readsThroughArguments) {
      arguments = .typed
    } else {
      arguments = .plain
    }
  }

  /// What the program attaches to, as libbpf spells it.
  var section: String {
    switch site {
    case .tracepoint(let site):
      arguments == .typed ? "tp_btf/\(site.name)" : "raw_tp/\(site.name)"
    case .event(let site): "tracepoint/\(site.system)/\(site.name)"
    case .profile: "perf_event"
    case .begin, .end, .error, .timer, .never:
      preconditionFailure("nothing runs in the kernel at \(site)")
    }
  }

  /// The BTF number of what the program attaches to, if it has to be known.
  var attachTypeID: UInt32? {
    if case .tracepoint(let site) = site, arguments == .typed { site.typeID } else { nil }
  }

  /// The name: the number of the first probe and the name of the site.
  var name: String {
    let place =
      switch site {
      case .tracepoint(let site): site.name
      case .event(let site): site.name
      case .profile: "profile"
      case .begin, .end, .error, .timer, .never: ""
      }
    let letters = place.utf8.map { byte in
      let character = Character(UnicodeScalar(byte))
      return character.isASCII && (character.isLetter || character.isNumber) ? character : "_"
    }
    return "p\(halves.first?.probe ?? 0)_" + String(letters)
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
    case .begin, .end, .error, .timer, .profile, .never: false
    }
  }
}
