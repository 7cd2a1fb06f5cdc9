import IR

/// The C functions that the kernel calls, one for each site: they call the halves there, in the order of the probes.
struct SiteFunctions {
  /// The halves.
  private(set) var halves: HalfFunctions
  /// The text of the functions.
  private(set) var text = ""
  /// The entries of the list of sites.
  private(set) var entries: [String] = []
  /// The sites without a function, by the numbers of their probes, and why.
  private(set) var problems: [(probes: [Int], problem: HalfProblem)] = []
  /// The program.
  private let program: IR.Program
  /// Which halves hold the lock of handlers.
  private let lock: HandlerLock

  /// Makes the functions for `program`, whose halves are made by `halves`.
  init(of program: IR.Program, halves: HalfFunctions) {
    self.program = program
    self.halves = halves
    lock = HandlerLock(of: program, engine: .module)
    for site in ModuleSite.sites(of: program) {
      do throws(HalfProblem) {
        try append(site)
      } catch {
        problems.append((site.halves.map(\.probe), error))
      }
    }
  }

  /// Appends the function of `site`.
  private mutating func append(_ site: ModuleSite) throws(HalfProblem) {
    guard let entry = site.entry else {
      throw HalfProblem(
        kind: .unsupported("a probe for the tasks of one program"),
        location: program.probes[site.halves[0].probe].location)
    }
    var lines: [String] = []
    for segment in ProgramSchedule(site.halves).segments {
      switch segment {
      case .always(let halves):
        for half in halves { lines.append(try call(of: half, at: site)) }
      case .dispatch(let dispatch): lines += try self.lines(of: dispatch, at: site)
      }
    }
    entries.append(entry)
    text += "\nstatic void \(site.function)(\(site.parameters))\n{\n"
    if case .tracepoint(let tracepoint) = site.site {
      // A tracepoint without arguments hands over nothing, and an array cannot be empty.
      let values = (0..<tracepoint.argumentCount).map { "argument_\($0)" }
      let list = values.isEmpty ? "0" : values.joined(separator: ", ")
      text += "\tconst u64 arguments[] = { \(list) };\n"
    }
    text += "\tstruct marktap_run run;\n\n"
    text += "\tif (!marktap_enter(&run, site, \(site.registers)))\n\t\treturn;\n"
    text += lines.map { "\t\($0)\n" }.joined() + "\tmarktap_leave(&run);\n}\n"
  }

  /// Returns the call of the function of `half`.
  private mutating func call(
    of half: KernelHalf, at site: ModuleSite
  ) throws(HalfProblem) -> String {
    let name = try halves.name(of: half, at: site)
    let macro = lock.isHeld(by: half) ? "MARKTAP_LOCKED_HALF" : "MARKTAP_HALF"
    return "\(macro)(&run, \(half.probe), \(name)(&run, \(site.argument)));"
  }

  /// Returns the choice among halves that run for certain values of a key.
  private mutating func lines(
    of dispatch: ProgramSchedule.Dispatch, at site: ModuleSite
  ) throws(HalfProblem) -> [String] {
    var lines = ["switch (\(dispatch.key.expression)) {"]
    for element in dispatch.cases {
      lines.append("case \(element.value):")
      for half in element.halves { lines.append("\t" + (try call(of: half, at: site))) }
      lines.append("\tbreak;")
    }
    return lines + ["}"]
  }
}

extension DispatchKey {
  /// The value, as an expression of C.
  fileprivate var expression: String {
    switch self {
    case .argument(let access):
      if access.size == 8 { return "(s64)arguments[\(access.index)]" }
      let type = CInteger(size: access.size, isSigned: access.isSigned)
      return "(s64)(\(type.name))arguments[\(access.index)]"
    case .member(let access, let member):
      let type = CInteger(size: member.size, isSigned: member.isSigned)
      let name = CLiteral.comment(member.path.joined(separator: "."))
      return "marktap_peek(\(type.name), arguments[\(access.index)] + \(member.offset) "
        + "/* \(name) */)"
    case .field(let field):
      let isSigned = if case .integer(let isSigned) = field.kind { isSigned } else { false }
      let type = CInteger(size: field.size, isSigned: isSigned)
      return "marktap_field(\(type.name), record, \(field.offset) /* \(field.name) */)"
    }
  }
}
