import Glibc
import Runtime

extension Cache {
  /// How many bytes of objects, tapsets and descriptions are kept.
  private static let sizeLimit = 256 << 20

  /// Removes the objects, tapsets and descriptions that are the oldest, if all together take more than `limit` bytes,
  /// until three quarters of that are left; what was put into the user's store is left there.
  ///
  /// It looks at every file, so it is for the moment after an object has been made, which took longer.
  package func clean(limit: Int = Cache.sizeLimit) {
    var objects: [(path: String, stamp: Files.Stamp)] = []
    let directories = Files.names(in: "\(path)/objects").map { "objects/\($0)" }
    for directory in directories + ["tapsets", "kernels", "builds"] {
      for name in Files.names(in: "\(path)/\(directory)") {
        let object = "\(path)/\(directory)/\(name)"
        guard let stamp = Files.stamp(of: object), !stamp.isDirectory else { continue }
        objects.append((object, stamp))
      }
    }
    var size = objects.reduce(0) { $0 + Int($1.stamp.size) }
    if size <= limit { return }
    for object in objects.sorted(by: { $0.stamp.modified < $1.stamp.modified })
    where size > limit / 4 * 3 {
      unlink(object.path)
      size -= Int(object.stamp.size)
    }
  }
}
