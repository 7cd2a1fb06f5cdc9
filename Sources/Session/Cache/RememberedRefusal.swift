import Translator

/// That the kernel's verifier refused an object, how its script is split instead, and what is told of that.
///
/// It is kept beside the object: the digest of that covers the kernel, the script and how it was split.
package struct RememberedRefusal: Hashable, Sendable {
  /// How the script is split instead.
  let policy: SplitPolicy
  /// What is told.
  package let message: String

  /// Remembers a refusal.
  init(policy: SplitPolicy, message: String) {
    self.policy = policy
    self.message = message
  }

  /// Finds what is remembered of the object with `digest`; `nil` if nothing is, or it is damaged.
  init?(digest: String, in cache: Cache) {
    guard var bytes = cache.bytes(of: cache.refusalPath(digest)), Seal.open(&bytes) else {
      return nil
    }
    let lines = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
    guard lines.count == 3, let share = Int(lines[0]).flatMap(KernelShare.init) else { return nil }
    var policy = SplitPolicy(share)
    for exception in lines[1].split(separator: " ") {
      let numbers = exception.split(separator: ":").compactMap { Int($0) }
      guard numbers.count == 2, let share = KernelShare(rawValue: numbers[1]) else { return nil }
      policy.exceptions[numbers[0]] = share
    }
    self.init(policy: policy, message: String(lines[2]))
  }

  /// Keeps it for the object with `digest`.
  func keep(digest: String, in cache: Cache) {
    let exceptions = policy.exceptions.sorted { $0.key < $1.key }
      .map { "\($0.key):\($0.value.rawValue)" }
    let text = "\(policy.share.rawValue)\n\(exceptions.joined(separator: " "))\n\(message)"
    cache.keep(Seal.closed(Array(text.utf8)), as: cache.refusalPath(digest))
  }
}
