import Glibc
import Runtime

extension Cache {
  /// How many bytes of objects and tapsets are kept.
  private static let sizeLimit = 256 << 20

  /// Removes the objects and tapsets that are the oldest, if all together take more than `limit` bytes, until three
  /// quarters of that are left.
  ///
  /// It looks at every file, so it is for the moment after an object has been made, which took longer.
  package func clean(limit: Int = Cache.sizeLimit) {
    var objects: [(path: String, stamp: Files.Stamp)] = []
    let directories = Files.names(in: "\(path)/objects").map { "objects/\($0)" } + ["tapsets"]
    for directory in directories {
      for name in Files.names(in: "\(path)/\(directory)") {
        let object = "\(path)/\(directory)/\(name)"
        if let stamp = Files.stamp(of: object) { objects.append((object, stamp)) }
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
