import BPF
import IR

extension BPFEngine {
  /// Loads the kernel halves of `program`, whose object is `file`; `nil` if it has none.
  ///
  /// Nothing is attached yet.
  ///
  /// - Parameter ringSize: the size of the buffer for records in bytes, a power of two.
  /// - Throws: `RunError` if the object is damaged, the kernel's markers are not those it was made for, or
  ///   the kernel refuses it.
  package static func load(
    _ file: [UInt8], program: IR.Program, manifest: Manifest, on kernel: RunningKernel,
    ringSize: Int
  ) throws(RunError) -> BPFEngine? {
    let content: LoadableObject
    do throws(ObjectReadError) {
      content = try ObjectReader.object(in: file)
    } catch { throw .unreadableObject(error) }
    if content.object.programs.isEmpty { return nil }
    try MarkerCheck(manifest, on: kernel).run()
    let object = ObjectToLoad(file: file, content: content, ringSize: ringSize) { name in
      program.point(ofProgram: name)
    }
    let isKnown = !manifest.buildID.isEmpty && manifest.buildID == kernel.buildID
    let loaded =
      isKnown && KnownKernelLoader.canLoad(content.object)
      ? try KnownKernelLoader(object).load() : try LibraryLoader(object).load()
    return try BPFEngine(loaded, of: program)
  }
}

extension IR.Program {
  /// Returns the probe point that the BPF program `name` belongs to; `name` if none is found.
  fileprivate func point(ofProgram name: String) -> String {
    let digits = name.reversed().prefix { $0.isNumber }.reversed()
    guard let index = Int(String(digits)), probes.indices.contains(index) else { return name }
    return probes[index].point
  }
}
