import IR

/// The kernel halves at one site, and how the module runs them.
struct ModuleSite {
  /// The site.
  let site: Site
  /// The halves, in the order of the probes.
  let halves: [KernelHalf]
  /// The number of the site among those of the module.
  let number: Int

  /// Returns the sites of `program` that have kernel halves, in the order of their first probes.
  static func sites(of program: IR.Program) -> [ModuleSite] {
    KernelHalf.bySite(of: program).enumerated().map { number, place in
      ModuleSite(site: place.site, halves: place.halves, number: number)
    }
  }

  /// How halves see their arguments: as BPF programs do, so that both fail in the same places.
  var arguments: ArgumentTyping {
    switch site {
    case .tracepoint: halves.contains(where: \.readsThroughArguments) ? .typed : .plain
    case .function(let function): function.argumentCount == nil ? .plain : .typed
    default: .plain
    }
  }

  /// The name of the function that the kernel calls.
  var function: String { "at_\(number)" }

  /// What a half is handed: the parameter behind the run.
  var parameter: String {
    switch site {
    case .event: "const void *record"
    case .profile, .counter: "const void *nothing"
    default: "const u64 *arguments"
    }
  }

  /// The argument for that parameter.
  var argument: String {
    switch site {
    case .event: "record"
    case .profile, .counter: "NULL"
    default: "arguments"
    }
  }

  /// The parameters of the function that the kernel calls.
  var parameters: String {
    switch site {
    case .tracepoint(let tracepoint):
      (["void *site"] + (0..<tracepoint.argumentCount).map { "u64 argument_\($0)" })
        .joined(separator: ", ")
    case .event:
      "struct marktap_site *site, const void *record, struct pt_regs *registers"
    case .profile, .counter: "struct marktap_site *site, struct pt_regs *registers"
    case .marker: "struct marktap_site *site, const u64 *arguments"
    default: "struct marktap_site *site, const u64 *arguments, struct pt_regs *registers"
    }
  }

  /// Where the function finds the registers of the interrupted code.
  var registers: String {
    switch site {
    case .tracepoint, .marker: "NULL"
    default: "registers"
    }
  }

  /// The entry in the list of sites; nil if the module engine has no such site.
  var entry: String? {
    let probes = halves.map { "\($0.probe)" }.joined(separator: ", ")
    func literal(_ text: String) -> String { CLiteral.string(text.utf8) }
    switch site {
    case .tracepoint(let site):
      guard let module = site.module else {
        return "MARKTAP_TRACEPOINT(\(literal(site.name)), \(function), \(probes))"
      }
      return "MARKTAP_MODULE_TRACEPOINT(\(literal(module)), \(literal(site.name)), \(function), "
        + "\(probes))"
    case .event(let site):
      return "MARKTAP_EVENT(\(literal(site.system)), \(literal(site.name)), \(function), \(probes))"
    case .function(let site):
      let macro = site.moment == .entry ? "MARKTAP_FUNCTION" : "MARKTAP_FUNCTION_RETURN"
      let module = site.module.map(literal) ?? "NULL"
      let count = site.argumentCount ?? Self.registerCount
      return "\(macro)(\(module), \(literal(site.name)), \(count), \(function), \(probes))"
    case .profile(.frequency(let hertz)):
      return "MARKTAP_PROFILE(1, \(hertz), \(function), \(probes))"
    case .profile(.period(let nanoseconds)):
      return "MARKTAP_PROFILE(0, \(CLiteral.number(nanoseconds)), \(function), \(probes))"
    case .counter(let site): return counter(site, probes)
    case .marker(let site):
      return "MARKTAP_MARKER(\(literal(site.name)), \(literal(site.qualifier)), "
        + "\(site.valueCount), \(function), \(probes))"
    case .begin, .end, .error, .timer, .ticks, .file, .foreign, .never: return nil
    }
  }

  /// How many arguments a function is taken to have of which only the name is known: those that are in registers.
  static let registerCount = 6

  /// Returns the entry of a counter; nil if only the tasks of some program are counted.
  private func counter(_ site: CounterSite, _ probes: String) -> String? {
    let scope: String
    switch site.scope {
    case .system: scope = "MARKTAP_SCOPE_SYSTEM"
    case .target: scope = "MARKTAP_SCOPE_TARGET"
    case .program: return nil
    }
    let (isHertz, rate) =
      switch site.rate {
      case .period(let count): (0, count)
      case .frequency(let hertz): (1, hertz)
      }
    return "MARKTAP_COUNTER(\(site.type), \(CLiteral.number(site.configuration)), \(isHertz), "
      + "\(CLiteral.number(rate)), \(scope), \(function), \(probes))"
  }
}
