import KernelDescription

/// The markers of a kernel as text, in three layouts.
package struct MarkerListing: Sendable {
  /// The kernel.
  let kernel: KernelDescription

  /// The events, in byte order of subsystem and name.
  let events: [TraceEvent]

  /// The markers that were compiled in, in byte order of their names.
  let compiledMarkers: [CompiledMarker]

  /// The tracepoints for which there is no event, in byte order.
  let bareTracepoints: [Tracepoint]

  /// The modules of the tracepoints that are not in the kernel image, by the tracepoint's name.
  let modules: [String: String]

  /// Lists the markers of `kernel`.
  package init(of kernel: KernelDescription) {
    self.kernel = kernel
    events = Array(kernel.events)
    compiledMarkers = Array(kernel.markers)
    let tracepoints = Array(kernel.tracepoints)
    bareTracepoints = tracepoints.filter { $0.system == nil }
    modules = Dictionary(
      tracepoints.compactMap { tracepoint in tracepoint.module.map { (tracepoint.name, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The layout of `Module.markers`, which kernels with markers have beside their modules: for each marker a line
  /// of name, module and format, with tabs between them.
  package var moduleMarkers: String {
    let lines =
      events.map { [$0.name, modules[$0.name] ?? "vmlinux", $0.markerFormat] }
      + compiledMarkers.map { [$0.name, $0.module ?? "vmlinux", $0.format] }
    return lines.map { $0.joined(separator: "\t") + "\n" }.joined()
  }
}
