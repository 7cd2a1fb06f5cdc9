import KernelDescription

/// Returns the whole tapset of `kernel`: a file for each subsystem of its events, and one for the markers that
/// marktap itself declares. The same kernel gives the same bytes.
package func generatedFiles(for kernel: KernelDescription) -> [GeneratedFile] {
  Generation(kernel: kernel).files(
    of: kernel.events.filter(\.isProbeable), markers: Array(kernel.markers),
    declared: AuditMarker.all(on: kernel))
}

/// Returns the part of the tapset of `kernel` that defines the markers whose names match `pattern`: of each file
/// that has one, the head and the aliases of those markers. The cost is that of what is returned.
package func generatedFiles(
  defining pattern: String, for kernel: KernelDescription
) -> [GeneratedFile] {
  let glob = Glob(pattern)
  return Generation(kernel: kernel).files(
    of: kernel.events(matching: "*:\(pattern)").filter(\.isProbeable),
    markers: kernel.markers(matching: pattern),
    declared: AuditMarker.all(on: kernel).filter { glob.matches($0.name) })
}

/// The making of files for one kernel.
private struct Generation {
  /// The kernel.
  let kernel: KernelDescription

  /// Returns the files for some events, in order of their subsystems; for some compiled markers, whose subsystems
  /// are their modules or `kernel`; and for some declared markers, which belong to the subsystem `audit` whether
  /// the kernel has events of that or not.
  func files(
    of events: [TraceEvent], markers: [CompiledMarker], declared: [AuditMarker]
  ) -> [GeneratedFile] {
    var aliases = ["audit": declared.map(\.text)]
    for event in events {
      let alias = MarkerAlias(
        event: event, module: kernel.module(ofEvent: event.name, system: event.system))
      aliases[event.system, default: []].append(alias.text)
    }
    for marker in markers {
      let alias = MarkerAlias(marker: marker, wordSize: kernel.identity.wordSize)
      aliases[marker.module ?? "kernel", default: []].append(alias.text)
    }
    return aliases.filter { !$0.value.isEmpty }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { file(of: $0.key, aliases: $0.value) }
  }

  /// Returns the file of a subsystem: a head and `aliases`.
  private func file(of system: String, aliases: [String]) -> GeneratedFile {
    let identity = kernel.identity
    let head = GeneratedFile.head(
      of: "Linux \(identity.release) \(identity.machine)", buildID: identity.buildID,
      saying: "The markers of the subsystem '\(system)'.")
    return GeneratedFile(
      name: "\(system)_markers.stp", text: ([head] + aliases).joined(separator: "\n"))
  }
}
