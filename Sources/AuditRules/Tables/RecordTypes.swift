/// The types of audit records.
enum RecordTypes {
  /// Returns the names of the types that `comparison` holds for.
  static func names(where comparison: (Int64) -> Bool) -> [String] {
    numbers.filter { comparison($0.value) }.map(\.key).sorted()
  }
}
