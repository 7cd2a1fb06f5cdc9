import Glibc
import Runtime
import Testing

/// What `make install` puts in place, and the hooks that Debian calls when kernels come and go.
struct InstallationTests {
  /// The root of the sources.
  private static let sources =
    #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()

  /// A directory that is removed at the end.
  private final class Place {
    /// The path.
    let path: String

    /// Makes the directory.
    init() throws { path = try Files.makeTemporaryDirectory() }

    deinit { system("rm -rf '\(path)'") }

    /// Runs a shell's `command` in the directory; returns its status.
    func run(_ command: String) -> Int32 {
      system("cd '\(path)' && { \(command); }") >> 8
    }

    /// Returns the text of a file.
    func text(_ name: String) throws -> String {
      String(decoding: try Files.bytes(of: "\(path)/\(name)"), as: UTF8.self)
    }

    /// `true` iff there is a file or directory of that name.
    func has(_ name: String) -> Bool { Files.stamp(of: "\(path)/\(name)") != nil }
  }

  @Test func `the tool, its tapsets, its manual and the hooks are installed`() throws {
    let place = try Place()
    let built = Tool.path().split(separator: "/").dropLast().map { "/\($0)" }.joined()
    let make =
      "make -s -C '\(Self.sources)' install SWIFT=true RELEASE='\(built)' PREFIX=/usr "
      + "DESTDIR='\(place.path)' >log 2>&1"
    let status = place.run("mkdir -p etc/kernel/postinst.d; \(make)")
    #expect(status == 0)
    for name in [
      "usr/bin/marktap", "usr/bin/marktap-run", "usr/share/man/man1/marktap.1",
      "usr/share/marktap/tapsets/syscall/arguments.table", "usr/share/marktap/examples/opens.stp",
      "usr/share/bash-completion/completions/marktap",
    ] { #expect(place.has(name), "\(name)") }
    for moment in ["postinst", "postrm"] {
      #expect(access("\(place.path)/etc/kernel/\(moment).d/zz-marktap", X_OK) == 0)
    }
    // Elsewhere than on Debian there are no such directories, and none are made.
    let other = try Place()
    #expect(other.run(make.replacing(place.path, with: other.path)) == 0)
    #expect(!other.has("etc"))
  }

  /// Runs the hook of `moment` with `arguments` in `place`, where `marktap` is a program that notes its arguments and
  /// exits with `status`.
  private func runHook(
    _ moment: String, _ arguments: String, status: Int = 0, in place: Place
  ) -> Int32 {
    place.run(
      """
      mkdir -p bin; printf '#!/bin/sh\\necho "$@" >>calls\\nexit \(status)\\n' >bin/marktap
      chmod +x bin/marktap
      PATH="$PWD/bin:$PATH" MARKTAP_STORE="$PWD/store" \
        '\(Self.sources)/packaging/debian/\(moment).d-marktap' \(arguments) 2>errors
      """)
  }

  @Test func `a kernel that is installed is kept`() throws {
    let place = try Place()
    #expect(runHook("postinst", "6.1.0-1-amd64 /boot/vmlinuz-6.1.0-1-amd64", in: place) == 0)
    #expect(try place.text("calls") == "generate --kernel 6.1.0-1-amd64 --store\n")
    #expect(try place.text("errors").isEmpty)
  }

  @Test func `what goes wrong is said and stops no installation`() throws {
    let place = try Place()
    #expect(runHook("postinst", "6.1.0-1-amd64", status: 3, in: place) == 0)
    #expect(try place.text("errors").contains("no description of Linux 6.1.0-1-amd64 was kept"))
    let second = try Place()
    #expect(runHook("postinst", "", in: second) == 0)
    #expect(!second.has("calls"))
  }

  @Test func `what was kept of a kernel that is removed is removed, and nothing else`() throws {
    let place = try Place()
    let make = "mkdir -p store/kernels/6.1.0 store/kernels/6.2.0 store/tapsets/6.1.0 store/keep"
    #expect(place.run(make) == 0)
    for release in ["6.1.0", "''", "..", "../keep", "."] {
      #expect(runHook("postrm", release, in: place) == 0)
    }
    #expect(!place.has("store/kernels/6.1.0") && !place.has("store/tapsets/6.1.0"))
    #expect(place.has("store/kernels/6.2.0") && place.has("store/keep"))
  }
}
