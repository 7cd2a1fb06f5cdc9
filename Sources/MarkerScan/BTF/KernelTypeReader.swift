import KernelDescription

/// Reads the BTF of the kernel image and of its modules.
struct KernelTypeReader: Sendable {
  /// The directory with one file for the image and one for each module.
  var directory = "/sys/kernel/btf"

  /// Adds all types and tracepoints to `builder`.
  ///
  /// A module that vanishes meanwhile, or whose types are damaged, is left out.
  ///
  /// - Throws: a `ScanError` if the types of the image can not be read; `builder` is then as before.
  func read(into builder: inout KernelDescriptionBuilder) throws(ScanError) {
    let path = "\(directory)/vmlinux"
    let bytes: [UInt8]
    do {
      bytes = try contents(of: path)
    } catch {
      throw .typesUnreadable(path: path, errorNumber: error.value)
    }
    guard let image = LoadedTypes(image: bytes) else { throw .typesDamaged(path: path) }
    let converted = TypeConversion(image, module: nil, after: builder).convert(into: &builder)
    for module in moduleNames() {
      guard let types = LoadedTypes(module: "\(directory)/\(module)", base: converted) else {
        continue
      }
      _ = TypeConversion(types, module: module, after: builder).convert(into: &builder)
    }
  }

  /// Returns the names of the modules that have types, in byte order.
  private func moduleNames() -> [String] {
    ((try? DirectoryListing.files(of: directory)) ?? []).filter { $0 != "vmlinux" }
  }

  /// Returns the bytes of a file.
  private func contents(of path: String) throws(ErrorNumber) -> [UInt8] {
    let file = try FileDescriptor(reading: path)
    return try file.readAll(expecting: file.statedSize)
  }
}
