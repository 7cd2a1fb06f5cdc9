import KernelDescription

/// An architecture of programs.
package enum Architecture: Int, CaseIterable, Sendable {
  /// 64-bit programs (`AUDIT_ARCH_X86_64`).
  case x86_64 = 0xc000_003e
  /// 32-bit programs (`AUDIT_ARCH_I386`).
  case i386 = 0x4000_0003

  /// Creates the architecture that auditctl(8) calls `name`; `nil` if this machine has no programs of it.
  init?(named name: String) {
    switch name.lowercased() {
    case "b64", "x86_64", "0xc000003e", "c000003e": self = .x86_64
    case "b32", "i386", "i486", "i586", "i686", "0x40000003", "40000003": self = .i386
    default: return nil
    }
  }

  /// The names for which there is a meaning, for suggestions.
  static let names = ["b64", "b32", "x86_64", "i386"]

  /// The numbers of its system calls.
  var systemCalls: SystemCallNumbers {
    switch self {
    case .x86_64: .x86_64
    case .i386: .i386
    }
  }
}

extension SystemCallNumbers {
  /// Returns the number of the call that programs call `name`; `nil` if there is none.
  func number(of name: String) -> Int? { entries.first { $0.name == name }?.number }

  /// Returns the name of the call numbered `number`; `nil` if it has none.
  func name(of number: Int) -> String? { entries.first { $0.number == number }?.name }
}
