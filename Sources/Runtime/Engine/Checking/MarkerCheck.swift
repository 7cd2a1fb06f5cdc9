import IR

/// Compares the markers of the running kernel with those that an object was made for, before anything is
/// attached: fields that have moved would be read as something else, and nobody would notice.
struct MarkerCheck {
  /// What the object says of itself.
  private let manifest: Manifest
  /// Whether the running kernel is the one that the object was made for.
  private let isKnownKernel: Bool

  /// Creates a check of the object with `manifest` on `kernel`.
  init(_ manifest: Manifest, on kernel: RunningKernel) {
    self.manifest = manifest
    isKnownKernel = !manifest.buildID.isEmpty && manifest.buildID == kernel.buildID
  }

  /// Looks at each marker.
  ///
  /// The prototypes of a kernel are part of its build. Its events are looked at in any case: they may be of
  /// modules, which are built by themselves.
  ///
  /// - Throws: `RunError` if a marker is missing, or not as expected.
  func run() throws(RunError) {
    let events = manifest.markers.filter { $0.kind == .event }
    if !events.isEmpty {
      let formats = try EventFormats(in: TraceFileSystem())
      for event in events { try formats.check(event) }
    }
    let typed = manifest.markers.filter { $0.kind != .event }
    if isKnownKernel || typed.isEmpty { return }
    let prototypes = try Prototypes()
    for marker in typed { try prototypes.check(marker) }
  }
}
