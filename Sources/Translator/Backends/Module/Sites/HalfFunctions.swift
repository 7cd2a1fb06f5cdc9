import IR

/// The C functions of kernel halves, with the types of their records and frames; halves that do the same share one.
struct HalfFunctions {
  /// The program.
  private let program: IR.Program
  /// Where globals live.
  private let layout: KernelLayout
  /// The regular expressions.
  private let patterns: PatternNames
  /// The C of the script.
  private let embedded: EmbeddedFunctions
  /// The functions by what they do.
  private var names: [Key: String] = [:]
  /// The text of the functions, in order.
  private(set) var text = ""
  /// The members of the union of all frames.
  private(set) var frames: [String] = []
  /// For each probe how many functions it has.
  private var counts: [Int: Int] = [:]
  /// `true` iff some half sends records.
  private(set) var sendsRecords = false

  /// What halves have in common that share a function.
  private struct Key: Hashable {
    /// What they do.
    let body: SharedBody
    /// How they see their arguments.
    let arguments: ArgumentTyping
    /// What they are handed.
    let parameter: String
    /// Whether the structures that the site hands over are always there.
    let isAtSystemCall: Bool
  }

  /// Prepares to make the functions of `program`.
  init(
    of program: IR.Program, layout: KernelLayout, patterns: PatternNames,
    embedded: EmbeddedFunctions
  ) {
    self.program = program
    self.layout = layout
    self.patterns = patterns
    self.embedded = embedded
  }

  /// Returns the name of the function of `half`, which runs at `site`.
  ///
  /// - Throws: `HalfProblem` if the half has what the kernel cannot do.
  mutating func name(of half: KernelHalf, at site: ModuleSite) throws(HalfProblem) -> String {
    let key = Key(
      body: SharedBody(of: half), arguments: site.arguments, parameter: site.parameter,
      isAtSystemCall: site.site.isAtSystemCall)
    if let name = names[key] { return name }
    let number = counts[half.probe, default: 0]
    counts[half.probe] = number + 1
    let suffix = "\(half.probe)" + (number == 0 ? "" : "_\(number)")
    var code = HalfCode(
      half, of: program, layout: layout, arguments: site.arguments, patterns: patterns,
      embedded: embedded, recordName: "record_\(suffix)")
    let statements = try code.made()
    // A failure that a place of the script has is a record, too.
    sendsRecords = sendsRecords || half.record != nil || code.namesPlaces
    let name = "half_\(suffix)"
    text += types(of: code, suffix: suffix)
    text += definition(of: code, statements, name: name, suffix: suffix, at: site)
    // A failure names a place in the script, and that differs.
    if !code.namesPlaces { names[key] = name }
    return name
  }

  /// Returns the types of the record and the frame of `code`, and notes the frame.
  private mutating func types(of code: HalfCode, suffix: String) -> String {
    var text = ""
    var members = code.members
    if let record = code.half.record {
      text += structure(
        "record_\(suffix)", ["struct marktap_record_header header;"] + code.recordMembers)
      members.append("struct record_\(suffix) record;")
      if code.hasTail { members.append("struct marktap_tail tail;") }
      if record.hasStream { members.append("struct marktap_stream stream;") }
    }
    guard !members.isEmpty else { return text }
    frames.append("\tstruct frame_\(suffix) half_\(suffix);\n")
    return text + structure("frame_\(suffix)", members)
  }

  /// Returns the definition of the structure `name`.
  private func structure(_ name: String, _ members: [String]) -> String {
    "\nstruct \(name) {\n" + members.map { "\t\($0)\n" }.joined() + "};\n"
  }

  /// Returns the definition of the function `name`.
  private func definition(
    of code: HalfCode, _ statements: [CStatement], name: String, suffix: String,
    at site: ModuleSite
  ) -> String {
    let probe = program.probes[code.half.probe]
    let place = program[probe.location]
    var printer = CPrinter(locations: program.locations)
    printer.append("")
    printer.append(
      "/* " + CLiteral.comment("probe \(probe.point), \(place.file):\(place.line)") + " */")
    printer.note(probe.location)
    printer.append("static void \(name)(struct marktap_run *run, \(site.parameter))")
    printer.append("{")
    let declarations = declarations(of: code, suffix: suffix)
    for line in declarations { printer.append(line, depth: 1) }
    if !declarations.isEmpty { printer.append("") }
    printer.append(statements, depth: 1)
    printer.append("}")
    return printer.text
  }

  /// Returns the declarations of the variables of `code`.
  private func declarations(of code: HalfCode, suffix: String) -> [String] {
    var lines: [String] = []
    if !code.members.isEmpty || code.half.record != nil {
      lines.append("struct frame_\(suffix) *frame = run->frame;")
    }
    lines += code.statisticVariables
    if code.hasDueFlag {
      lines.append("bool due\(code.testsDueFlag ? "" : " __maybe_unused") = false;")
    }
    var line = ""
    for name in code.variables {
      if line.count + name.count > 88 {
        lines.append(line + ";")
        line = ""
      }
      line += line.isEmpty ? "s64 \(name)" : ", \(name)"
    }
    if !line.isEmpty { lines.append(line + ";") }
    return lines
  }
}
