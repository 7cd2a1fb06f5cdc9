import KernelDescription

/// What a kernel says of itself when it starts, such as
/// `Linux version 6.1.0-13-amd64 (who@where) (compiler) #1 SMP PREEMPT_DYNAMIC Debian 6.1.55-1 (2023-09-29)`.
struct KernelBanner {
  /// What `uname -r` prints.
  let release: String

  /// What `uname -v` prints.
  let version: String

  /// How the text begins.
  private static let start = Array("Linux version ".utf8)

  /// Reads the banner in `memory`: at `address`, or wherever it is.
  init?(in memory: KernelMemory, at address: UInt64?) {
    if let text = address.flatMap({ memory.string(at: $0) }), let banner = Self(text) {
      self = banner
      return
    }
    for segment in memory.segments {
      var next = 0
      while let found = segment.bytes.firstIndex(of: Self.start, from: next) {
        next = found + 1
        if let text = segment.bytes.text(at: found, limit: 1 << 10),
          let banner = Self(String(decoding: text, as: UTF8.self))
        {
          self = banner
          return
        }
      }
    }
    return nil
  }

  /// Takes a text apart; nil if it is no banner, such as the pattern by which one is made.
  private init?(_ text: String) {
    guard text.utf8.starts(with: Self.start) else { return nil }
    let rest = text.dropFirst(Self.start.count)
    let release = rest.prefix { $0 != " " }
    guard release.first?.isNumber == true, let number = rest.firstRange(of: ") #") else {
      return nil
    }
    self.release = String(release)
    version = String(rest[number.lowerBound...].dropFirst(2).prefix { $0 != "\n" })
  }
}

extension KernelImage {
  /// Which kernel it is.
  var identity: KernelIdentity {
    let banner = KernelBanner(in: memory, at: address(of: "linux_banner"))
    return KernelIdentity(
      release: banner?.release ?? "", version: banner?.version ?? "", machine: machine.name,
      buildID: notes.flatMap { BuildID(notes: $0.array)?.text } ?? "", wordSize: 8)
  }
}
