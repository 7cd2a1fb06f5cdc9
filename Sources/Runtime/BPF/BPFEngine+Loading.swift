import IR

extension BPFEngine {
  /// Loads the kernel halves of `program`; `nil` if the object has none.
  ///
  /// Nothing is attached yet.
  ///
  /// - Throws: `RunError` if the kernel's markers are not those that the object was made for, or the kernel
  ///   refuses it.
  static func load(
    _ object: ObjectToLoad, program: IR.Program, manifest: Manifest, on kernel: RunningKernel
  ) throws(RunError) -> BPFEngine? {
    let content = object.content.object
    if content.programs.isEmpty { return nil }
    try MarkerCheck(manifest, on: kernel).run()
    // The types of a module are numbered by themselves, in a space that only libbpf looks for.
    let isKnown =
      !manifest.buildID.isEmpty && manifest.buildID == kernel.buildID
      && program.probes.allSatisfy { !$0.site.isInModule }
    let loaded =
      isKnown && KnownKernelLoader.canLoad(content)
      ? try KnownKernelLoader(object).load() : try LibraryLoader(object).load()
    return try BPFEngine(loaded, of: program)
  }
}

extension Site {
  /// `true` iff it is a tracepoint of a module.
  fileprivate var isInModule: Bool {
    if case .tracepoint(let site) = self { site.module != nil } else { false }
  }
}
