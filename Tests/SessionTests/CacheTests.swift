import Glibc
import Testing

@testable import Runtime
@testable import Session
@testable import Translator

/// What is kept from one run to the next.
struct CacheTests {
  /// Calls `body` with a cache in a directory of its own, which is removed then.
  private func withCache(_ body: (Cache) throws -> Void) throws {
    let path = "/tmp/marktap-cache-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    try Files.makeDirectory(path)
    defer { removeTree(path) }
    try body(Cache(path: path))
  }

  @Test func `what is kept is found again`() throws {
    try withCache { cache in
      let kept = BuiltObject(
        keeping: [1, 2, 3], as: .bpf, warnings: "careful\n", digest: "abcd", in: cache)
      let found = try #require(BuiltObject(.bpf, digest: "abcd", in: cache))
      #expect(found.file == [1, 2, 3])
      #expect(found.warnings == "careful\n")
      #expect(found.path == kept.path)
      #expect(BuiltObject(.bpf, digest: "abce", in: cache) == nil)
    }
  }

  @Test func `a refusal of the verifier is remembered, with what was done about it`() throws {
    try withCache { cache in
      var policy = SplitPolicy()
      policy.exceptions = [3: .reads, 12: .straightReads]
      let refusal = RememberedRefusal(policy: policy, message: "no\nwhy")
      refusal.keep(digest: "abcd", in: cache)
      #expect(RememberedRefusal(digest: "abcd", in: cache) == refusal)
      #expect(RememberedRefusal(digest: "abce", in: cache) == nil)
      var bytes = try Files.bytes(of: cache.refusalPath("abcd"))
      bytes[0] ^= 1
      try Files.write(bytes, to: cache.refusalPath("abcd"))
      #expect(RememberedRefusal(digest: "abcd", in: cache) == nil)
    }
  }

  @Test func `the next session starts with what the verifier takes`() throws {
    try withCache { cache in
      let script =
        "global n probe kernel.trace(\"sched:sched_switch\") { if (n++ > 5) println(pid()) }"
      func session() throws -> Session {
        try Session(ScriptRequest(source: .text(script)), cache: cache)
      }
      #expect(try session().remembering().messages == [])
      let rejection = RunError.Rejection(
        place: "", line: "", point: "p", probes: [0], reason: "too complex", log: "")
      let eased = try #require(try session().eased(after: rejection, message: "first"))
      _ = try eased.eased(after: rejection, message: "second")
      let (next, messages) = try session().remembering()
      #expect(messages == ["first", "second"])
      #expect(try next.eased(after: rejection, message: "third") == nil)
      #expect(try session().remembering().messages == ["first", "second"])
    }
  }

  @Test func `a damaged object is not found`() throws {
    try withCache { cache in
      let kept = BuiltObject(keeping: [1, 2, 3], as: .bpf, warnings: "", digest: "abcd", in: cache)
      let path = try #require(kept.path)
      var bytes = try Files.bytes(of: path)
      bytes[1] ^= 1
      try Files.write(bytes, to: path)
      #expect(BuiltObject(.bpf, digest: "abcd", in: cache) == nil)
      try Files.write(Array(bytes.prefix(10)), to: path)
      #expect(BuiltObject(.bpf, digest: "abcd", in: cache) == nil)
    }
  }

  @Test func `a cache that cannot be written leaves the object where it is`() {
    let object = BuiltObject(
      keeping: [1], as: .bpf, warnings: "", digest: "ab", in: Cache(path: "/proc/none"))
    #expect(object.path == nil)
    #expect(object.file == [1])
  }

  @Test func `the oldest objects go when there are too many`() throws {
    try withCache { cache in
      let file = [UInt8](repeating: 7, count: 1000)
      for (age, digest) in ["aa1", "bb2", "cc3", "dd4"].enumerated() {
        let path = try #require(
          BuiltObject(keeping: file, as: .bpf, warnings: "", digest: digest, in: cache).path)
        var times = [timeval](repeating: timeval(tv_sec: 1000 + age, tv_usec: 0), count: 2)
        utimes(path, &times)
      }
      cache.clean(limit: 5000)
      #expect(BuiltObject(.bpf, digest: "aa1", in: cache) != nil)
      cache.clean(limit: 3000)
      let left = ["aa1", "bb2", "cc3", "dd4"].filter {
        BuiltObject(.bpf, digest: $0, in: cache) != nil
      }
      #expect(left == ["cc3", "dd4"])
    }
  }

  @Test func `nothing is left of a file that could not be written whole`() throws {
    try withCache { cache in
      #expect(cache.keep([1, 2], as: cache.descriptionPath("one")))
      #expect(Files.names(in: cache.descriptionPath("")) == ["one"])
    }
  }

  @Test func `digests tell sequences apart`() {
    func digest(_ texts: [String]) -> String {
      var digest = Digest()
      digest.absorb(texts)
      return digest.text
    }
    let texts = [[], [""], ["", ""], ["a"], ["a", ""], ["", "a"], ["ab"], ["a", "b"], ["ba"]]
    let digests = texts.map(digest)
    #expect(Set(digests).count == texts.count)
    #expect(digests.allSatisfy { $0.utf8.count == 32 })
    #expect(digest(["same"]) == digest(["same"]))
  }

  @Test func `digests of neighbours share few bits`() {
    func digest(_ number: UInt64) -> String {
      var digest = Digest()
      digest.absorb(number)
      return digest.text
    }
    #expect(Set((0..<10_000).map(digest)).count == 10_000)
    // Of 32 digits two chance ones share 2 on average.
    let shared = zip(digest(0), digest(1)).filter { $0 == $1 }.count
    #expect(shared < 10)
  }

  /// Removes the directory `path` with all that is in it.
  private func removeTree(_ path: String) {
    for name in Files.names(in: path) {
      let inner = "\(path)/\(name)"
      if Files.stamp(of: inner)?.isDirectory == true { removeTree(inner) } else { unlink(inner) }
    }
    rmdir(path)
  }
}
