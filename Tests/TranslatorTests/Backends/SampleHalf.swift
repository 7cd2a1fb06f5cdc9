import IR

/// Makes programs with one or more kernel halves.
enum SampleHalf {
  /// A tracepoint that `test_run` can play.
  static let site = Site.tracepoint(
    TracepointSite(
      system: "raw_syscalls", name: "sys_enter", module: nil, typeID: nil, argumentCount: 2))

  /// Returns a program with one probe at `site`, whose kernel half `build` makes.
  ///
  /// `slots` are the slots of its record; nil if it sends none.
  static func program(
    at site: Site = site, slots: [SlotKind]? = nil, hasStream: Bool = false, globals: [Global] = [],
    _ build: (inout FunctionBuilder) -> Void
  ) -> Program {
    var program = Program()
    program.globals = globals.map {
      var global = $0
      global.placement = .kernel
      return global
    }
    append(to: &program, at: site, slots: slots, hasStream: hasStream, build)
    return program
  }

  /// Adds a probe at `site` to `program`.
  static func append(
    to program: inout Program, at site: Site = site, slots: [SlotKind]? = nil,
    hasStream: Bool = false, _ build: (inout FunctionBuilder) -> Void
  ) {
    var builder = FunctionBuilder(name: "h\(program.probes.count)")
    let line = program.locations.count
    program.locations.append(
      Location(file: "t.stp", line: line, column: 1, token: "probe", text: "probe number \(line)"))
    builder.location = LocationID(line)
    build(&builder)
    builder.terminate(.return(nil))
    var probe = Probe(
      point: "p\(program.probes.count)", site: site, location: LocationID(line),
      handler: builder.function)
    probe.handler = nil
    probe.kernelHalf = builder.function
    if let slots {
      var record = RecordLayout()
      for slot in slots { _ = record.append(slot) }
      record.hasStream = hasStream
      probe.record = record
      probe.userHalf = Function(name: "u")
    }
    program.probes.append(probe)
  }
}

extension FunctionBuilder {
  /// Appends a long constant.
  mutating func long(_ value: Int64) -> ValueID { append(.long(value), type: .long) }

  /// Appends argument `index`, 8 bytes long.
  mutating func argument(_ index: Int) -> ValueID {
    append(
      .argument(ArgumentAccess(index: index, size: 8, isSigned: true, isTypedPointer: false)),
      type: .long)
  }

  /// Appends a capture in the slot numbered `slot`.
  mutating func capture(_ slot: Int, _ value: ValueID) {
    append(.capture(SlotID(slot), value), type: nil)
  }

  /// Appends the place where a record becomes due.
  mutating func commit() { append(.commit, type: nil) }
}
