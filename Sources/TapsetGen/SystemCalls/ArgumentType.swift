/// What the C type of a system call's argument means for its 64-bit register.
enum ArgumentType: Hashable {
  /// A signed integer of so many bytes.
  case signed(Int)
  /// An unsigned integer of so many bytes.
  case unsigned(Int)
  /// An address.
  case pointer

  /// Creates the meaning of the C type `text` on a 64-bit machine; types that are not known fill the
  /// register.
  init(_ text: String) {
    let words = text.split(separator: " ").filter { $0 != "const" && $0 != "__user" }
    let plain = words.joined(separator: " ")
    if plain.hasSuffix("*") || plain.hasSuffix("]") || plain.hasSuffix("handler_t") {
      self = .pointer
      return
    }
    switch plain {
    case "int", "pid_t", "clockid_t", "key_t", "mqd_t", "timer_t", "key_serial_t", "s32", "__s32",
      "rwf_t", "uid_t", "gid_t", "old_uid_t", "old_gid_t", "const int":
      self = .signed(4)
    case "unsigned int", "unsigned", "u32", "__u32", "uint32_t", "qid_t", "enum landlock_rule_type":
      self = .unsigned(4)
    case "umode_t", "u16", "__u16": self = .unsigned(2)
    case "long", "off_t", "loff_t", "ssize_t", "s64", "__s64": self = .signed(8)
    default: self = .unsigned(8)
    }
  }

  /// Returns `true` iff the C type `text` is that of users or groups, which have no negative numbers; all bits set stand for
  /// none of them.
  static func isIdentity(_ text: String) -> Bool {
    ["uid_t", "gid_t", "old_uid_t", "old_gid_t"].contains(text)
  }

  /// Returns the SystemTap expression that turns the register value `register` into the argument's value.
  func value(of register: String) -> String {
    switch self {
    case .signed(let size) where size < 8: "(\(register) << \(64 - 8 * size)) >> \(64 - 8 * size)"
    case .unsigned(4): "\(register) & 0xffffffff"
    case .unsigned(2): "\(register) & 0xffff"
    case .signed, .unsigned, .pointer: register
    }
  }
}
