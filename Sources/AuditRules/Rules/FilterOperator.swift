/// How a field is compared with a value (include/uapi/linux/audit.h, `AUDIT_EQUAL` and its kin).
package enum FilterOperator: String, CaseIterable, Sendable {
  // Two characters come before one: that is the order in which they are looked for.
  case notEqual = "!="
  case greaterOrEqual = ">="
  case lessOrEqual = "<="
  case allBits = "&="
  case equal = "="
  case greater = ">"
  case less = "<"
  case anyBit = "&"

  /// `true` iff it asks whether two things are the same.
  var isEquality: Bool { self == .equal || self == .notEqual }

  /// Returns the comparison of two expressions of the script, both of which are unsigned numbers of 32 bits.
  func expression(_ left: String, _ right: String) -> String {
    switch self {
    case .equal: "\(left) == \(right)"
    case .notEqual: "\(left) != \(right)"
    case .greater: "\(left) > \(right)"
    case .greaterOrEqual: "\(left) >= \(right)"
    case .less: "\(left) < \(right)"
    case .lessOrEqual: "\(left) <= \(right)"
    case .anyBit: "(\(left) & \(right)) != 0"
    case .allBits: "(\(left) & \(right)) == \(right)"
    }
  }
}
