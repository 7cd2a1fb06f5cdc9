/// Why the files of a kernel can not be scanned.
package enum ImageError: Error, Hashable, Sendable {
  /// A file or directory can not be read.
  case unreadable(path: String, errorNumber: Int32)

  /// It is none of what can be scanned.
  case unknown

  /// A part, such as `xz` or `BTF`, is not as it has to be, or ends too early.
  case damaged(String)

  /// What is compressed in that way is far larger than any kernel.
  case tooLarge(String)

  /// It is made for a machine whose kernels are not understood.
  case machine(String)

  /// There is no kernel in it.
  case noKernel

  /// There are several kernels in it, and none was chosen.
  case severalKernels([String])

  /// The kernel that was chosen is not in it.
  case absentRelease(String, found: [String])

  /// The module is of that release, whose types are not at hand.
  case noTypesForModule(release: String)

  /// The module is of that release, and the image that was named is of another.
  case moduleOfOtherKernel(release: String, scanned: String)

  /// It tells neither the types of the kernel nor has it any information for debuggers.
  case noTypes

  /// A table of the kernel was not found.
  case absentTable(String)
}

extension ImageError: CustomStringConvertible {
  /// What is so and how to fix it, to be put behind the name of the file.
  package var description: String {
    switch self {
    case .unreadable(let path, let number): "cannot read '\(path)' (\(errorText(number)))"
    case .unknown:
      "it is no kernel image, module, kernel package, saved description or directory of these"
    case .damaged(let part): "its \(part) data are damaged or cut off"
    case .tooLarge(let part): "its \(part) data are too large when unpacked"
    case .machine(let name):
      "it is made for \(name): only 64-bit little-endian x86_64 and aarch64 kernels can be scanned"
    case .noKernel:
      "there is no kernel image in it; if it has modules, name their image, or its package, with -r"
    case .severalKernels(let releases):
      "there are several kernels in it: choose with -r from \(releases.joined(separator: ", "))"
    case .absentRelease(let release, let found):
      "the kernel '\(release)' is not in it, only \(found.joined(separator: ", "))"
    case .noTypesForModule(let release):
      "a module alone does not tell the kernel's types: name the image of Linux \(release) with -r"
    case .moduleOfOtherKernel(let release, let scanned):
      "a module is made for Linux \(release), not for \(scanned): name the image of its own release "
        + "with -r"
    case .noTypes:
      "the kernel has no types: it needs CONFIG_DEBUG_INFO_BTF, or scan its vmlinux with debug "
        + "information"
    case .absentTable(let name): "the kernel's table '\(name)' cannot be found"
    }
  }
}
