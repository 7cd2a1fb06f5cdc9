import KernelDescription

extension MarkerListing {
  /// One JSON object: what identifies the kernel, then its markers, tracepoints and system calls, each on a line
  /// of its own.
  package var json: String {
    let identity = kernel.identity
    return JSON.document([
      ("release", .value(.text(identity.release))), ("version", .value(.text(identity.version))),
      ("machine", .value(.text(identity.machine))), ("build_id", .value(.text(identity.buildID))),
      ("word_size", .value(.number(identity.wordSize))),
      ("markers", .lines(events.map(marker) + compiledMarkers.map(marker))),
      ("tracepoints", .lines(kernel.tracepoints.map(tracepoint))),
      ("system_calls", .lines(kernel.systemCalls.map(systemCall))),
    ])
  }

  /// Returns one marker that was compiled in.
  private func marker(_ marker: CompiledMarker) -> JSON {
    let format = marker.parsedFormat(wordSize: kernel.identity.wordSize)
    return .object([
      ("name", .text(marker.name)), ("system", .null),
      ("module", .text(marker.module ?? "vmlinux")), ("id", .null),
      ("format", .text(marker.format)), ("arguments", .list(format.arguments.map(argument))),
    ])
  }

  /// Returns one argument of a marker that was compiled in.
  private func argument(_ argument: MarkerArgument) -> JSON {
    let kind =
      switch argument.kind {
      case .number: "integer"
      case .pointer: "pointer"
      case .text: "string"
      }
    return .object([
      ("name", argument.name.map { .text($0) } ?? .null), ("type", .text(argument.typeText)),
      ("kind", .text(kind)), ("position", .number(argument.position)),
      ("size", .number(argument.size)), ("signed", .truth(argument.isSigned)),
    ])
  }

  /// Returns one marker.
  private func marker(_ event: TraceEvent) -> JSON {
    .object([
      ("name", .text(event.name)), ("system", .text(event.system)),
      ("module", .text(modules[event.name] ?? "vmlinux")),
      ("id", event.id.map { .number($0) } ?? .null), ("format", .text(event.markerFormat)),
      ("arguments", .list(event.fields.map(argument))),
    ])
  }

  /// Returns one argument of a marker.
  private func argument(_ field: EventField) -> JSON {
    .object([
      ("name", .text(field.name)), ("type", .text(field.typeText)),
      ("kind", .text(kind(of: field))), ("offset", .number(field.offset)),
      ("size", .number(field.size)), ("signed", .truth(field.isSigned)),
    ])
  }

  /// Returns what a script sees.
  private func kind(of field: EventField) -> String {
    switch field.shape {
    case .integer: "integer"
    case .pointer: "pointer"
    case .text, .dynamicText, .pointedText: "string"
    case .array, .dynamicArray: "array"
    case .bytes: "bytes"
    }
  }

  /// Returns one tracepoint.
  private func tracepoint(_ tracepoint: Tracepoint) -> JSON {
    .object([
      ("name", .text(tracepoint.name)), ("system", tracepoint.system.map { .text($0) } ?? .null),
      ("module", .text(tracepoint.module ?? "vmlinux")),
      (
        "arguments",
        .list(
          tracepoint.parameters.map {
            .object([("name", .text($0.name)), ("type", .text($0.typeText))])
          })
      ),
    ])
  }

  /// Returns one system call.
  private func systemCall(_ call: SystemCall) -> JSON {
    .object([
      ("name", .text(call.name)), ("number", call.number.map { .number($0) } ?? .null),
      ("traced", .truth(call.hasEvent)),
      (
        "arguments",
        .list(
          call.arguments.map {
            .object([("name", .text($0.name)), ("type", .text($0.typeText))])
          })
      ),
    ])
  }
}
