import Runtime

/// What tells one build of the tool from another.
enum ToolStamp {
  /// The version and, since a version may be built many times, the size and the time of the program's file.
  static var text: String {
    let stamp = Files.stamp(of: "/proc/self/exe")
    return "\(ToolVersion.text) \(stamp?.size ?? 0) \(stamp?.modified ?? 0)"
  }
}
