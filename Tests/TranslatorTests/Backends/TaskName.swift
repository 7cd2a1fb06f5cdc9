import Glibc

/// The name of this thread.
enum TaskName {
  /// The file that holds it; a thread may set its own only.
  private static let path = "/proc/thread-self/comm"

  /// The name, without the final newline.
  static var current: String {
    get {
      let file = fopen(path, "r")
      defer { fclose(file) }
      var bytes = [UInt8](repeating: 0, count: 32)
      let count = fread(&bytes, 1, bytes.count, file)
      return String(decoding: bytes.prefix(max(0, count - 1)), as: UTF8.self)
    }
    set {
      let descriptor = open(path, O_WRONLY)
      defer { close(descriptor) }
      // Nothing written changes nothing; a NUL stands for the empty name.
      let bytes = newValue.isEmpty ? [0] : Array(newValue.utf8)
      _ = write(descriptor, bytes, bytes.count)
    }
  }
}
