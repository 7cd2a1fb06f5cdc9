import KernelDescription

/// Why a kernel could not be scanned, or not in full.
package enum ScanError: Error, Hashable, Sendable {
  /// Tracefs is not mounted, and this process may not reach it without a mount.
  case traceFSAbsent(errorNumber: Int32)

  /// Tracefs is there, but a file or directory of it can not be read.
  case traceFSUnreadable(path: String, errorNumber: Int32)

  /// The text of an event's format file is not understood.
  case formatNotUnderstood(event: String)

  /// The kernel's types can not be read.
  case typesUnreadable(path: String, errorNumber: Int32)

  /// A file of types is not BTF.
  case typesDamaged(path: String)

  /// The kernel's image or module at a path can not be scanned.
  case image(path: String, ImageError)

  /// No image of a kernel of that release is where distributions put them.
  case notInstalled(release: String)

  /// A file or directory can not be read.
  case fileUnreadable(path: String, errorNumber: Int32)

  /// A file is a description that this program cannot use.
  case descriptionUnusable(path: String, KernelDescriptionError)

  /// The markers of a kernel image or a module are laid out in no known way.
  case markersNotUnderstood(path: String)

  /// A file or directory has neither a kernel nor a program with markers.
  case nothingKnown(path: String)

  /// A file is of a program where a kernel is asked for.
  case notKernel(path: String)

  /// A file is no ELF file where a program is asked for.
  case notProgram(path: String)

  /// A program has no markers where its tapset is asked for.
  case noMarkers(path: String)

  /// Neither events nor types can be read: there is nothing to describe.
  case nothingReadable(events: String, types: String)
}

extension ScanError {
  /// `true` iff trace events are what cannot be read.
  package var isAboutEvents: Bool {
    switch self {
    case .traceFSAbsent, .traceFSUnreadable, .formatNotUnderstood: true
    case .typesUnreadable, .typesDamaged, .image, .notInstalled, .fileUnreadable,
      .descriptionUnusable, .markersNotUnderstood, .nothingKnown, .notKernel, .notProgram,
      .noMarkers, .nothingReadable:
      false
    }
  }
}

extension ScanError: CustomStringConvertible {
  /// What is so and how to fix it, in one sentence.
  package var description: String {
    switch self {
    case .traceFSAbsent(let number):
      "tracefs is not mounted and cannot be opened (\(errorText(number))): run as root, or "
        + "'mount -t tracefs tracefs /sys/kernel/tracing'"
    case .traceFSUnreadable(let path, let number):
      "cannot read '\(path)' (\(errorText(number))): run as root"
    case .formatNotUnderstood(let event):
      "the format of the event '\(event)' is not understood"
    case .typesUnreadable(let path, let number):
      "cannot read '\(path)' (\(errorText(number))): the kernel needs CONFIG_DEBUG_INFO_BTF"
    case .typesDamaged(let path):
      "'\(path)' is not readable as BTF"
    case .image(let path, let error): "cannot scan '\(path)': \(error)"
    case .notInstalled(let release):
      "'\(release)' is neither a file nor the release of a kernel whose image is installed here"
    case .fileUnreadable(let path, let number):
      "cannot read '\(path)' (\(errorText(number)))"
    case .descriptionUnusable(let path, let error): "cannot use '\(path)': \(error)"
    case .markersNotUnderstood(let path):
      "the markers of '\(path)' are laid out in no way that Linux 2.6.24 to 2.6.31 had"
    case .nothingKnown(let path):
      "cannot use '\(path)': it has neither a kernel nor a program with markers"
    case .notKernel(let path): "'\(path)' is a program, not a kernel"
    case .noMarkers(let path): "the program '\(path)' has no markers (<sys/sdt.h>)"
    case .notProgram(let path): "'\(path)' is no program: it is not an ELF file"
    case .nothingReadable(let events, let types):
      "the kernel tells neither its events nor its types: \(events); \(types)"
    }
  }
}
