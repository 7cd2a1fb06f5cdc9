import KernelDescription

/// What of a kernel is compared with another: its markers and its system calls.
package struct ComparedKernel: Sendable {
  /// What the kernel is called.
  package let title: String

  /// The markers, of each kind in byte order of their names.
  package let markers: [ComparedMarker]

  /// The system calls, in byte order of their names.
  package let systemCalls: [ComparedCall]

  /// Takes out of `kernel` what is compared.
  package init(_ kernel: KernelDescription) {
    let wordSize = kernel.identity.wordSize
    self.init(
      title: "Linux \(kernel.identity.release)",
      markers: kernel.events.map(ComparedMarker.init(event:))
        + kernel.tracepoints.map(ComparedMarker.init(tracepoint:))
        + kernel.markers.map { ComparedMarker(marker: $0, wordSize: wordSize) },
      systemCalls: kernel.systemCalls.filter(\.hasEvent).map { call in
        ComparedCall(
          name: call.name, number: call.number,
          arguments: call.arguments.map { ComparedArgument(name: $0.name, type: $0.typeText) })
      })
  }

  /// Creates what is compared.
  init(title: String, markers: [ComparedMarker], systemCalls: [ComparedCall]) {
    self.title = title
    self.markers = markers
    self.systemCalls = systemCalls.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}

/// A marker that is compared with another.
package struct ComparedMarker: Hashable, Sendable {
  /// What kind of marker it is.
  package enum Kind: String, Hashable, Sendable {
    /// A trace event with the fields of its record.
    case event
    /// A tracepoint with the arguments of its prototype.
    case tracepoint
    /// A marker that was compiled in, or that a tapset declares.
    case marker
  }

  /// What kind of marker it is.
  package let kind: Kind

  /// The subsystem of an event, the module of others; empty if there is none.
  package let owner: String

  /// The name.
  package let name: String

  /// The arguments, in order.
  package let arguments: [ComparedArgument]

  /// Creates a marker.
  init(kind: Kind, owner: String, name: String, arguments: [ComparedArgument]) {
    self.kind = kind
    self.owner = owner
    self.name = name
    self.arguments = arguments
  }

  /// Takes out of `event` what is compared.
  init(event: TraceEvent) {
    self.init(
      kind: .event, owner: event.system, name: event.name,
      arguments: event.fields.map { field in
        let sign = field.isSigned ? "signed" : "unsigned"
        return ComparedArgument(
          name: field.name, type: field.typeText,
          layout: "offset \(field.offset), size \(field.size), \(sign)")
      })
  }

  /// Takes out of `tracepoint` what is compared.
  init(tracepoint: Tracepoint) {
    self.init(
      kind: .tracepoint, owner: tracepoint.module ?? "", name: tracepoint.name,
      arguments: tracepoint.parameters.enumerated().map { index, parameter in
        ComparedArgument(
          name: parameter.name.isEmpty ? "arg\(index + 1)" : parameter.name,
          type: parameter.typeText)
      })
  }

  /// Takes out of `marker`, of a kernel whose pointers have `wordSize` bytes, what is compared.
  init(marker: CompiledMarker, wordSize: Int) {
    let arguments = marker.parsedFormat(wordSize: wordSize).arguments
    self.init(
      kind: .marker, owner: marker.module ?? "", name: marker.name,
      arguments: arguments.enumerated().map { index, argument in
        ComparedArgument(name: argument.name ?? "arg\(index + 1)", type: argument.typeText)
      })
  }

  /// The name with what owns the marker in front, such as `sched:sched_switch`.
  package var qualifiedName: String { owner.isEmpty ? name : "\(owner):\(name)" }
}

/// An argument that is compared with another.
package struct ComparedArgument: Hashable, Sendable {
  /// The name.
  package let name: String

  /// The C type.
  package let type: String

  /// Where the value is in a record; nil if there is none, or that is not known.
  package let layout: String?

  /// Creates an argument.
  init(name: String, type: String, layout: String? = nil) {
    self.name = name
    self.type = type
    self.layout = layout
  }
}

/// A system call that is compared with another.
package struct ComparedCall: Hashable, Sendable {
  /// The name.
  package let name: String

  /// The number; nil if it is not known.
  package let number: Int?

  /// The arguments, in order.
  package let arguments: [ComparedArgument]
}
