import Foundation
import Testing

/// `marktap audit` in the formats of event stores, against their schemas.
@Suite(.enabled(if: geteuid() == 0, "audits need root"), .serialized)
struct LiveAuditSchemaTests {
  /// A command whose calls are of all classes that the formats tell apart.
  private static let command = """
    sh -c 'cat /etc/hostname /nonexistent; mkdir d; mv d e; ln -s x l; chmod 700 e; rmdir e; rm l; kill -0 $$; \
    python3 -c "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect((\\"127.0.0.1\\", 53)); \
    socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).connect((\\"::1\\", 53))"; exit 3'
    """

  /// Returns the events of that command in `format`.
  private func events(_ format: String, in workplace: Workplace) throws -> [[String: Any]] {
    let file = "\(workplace.path)/events"
    let result = try Tool.run(
      "audit --format \(format) --key 'a \"key\"' -o \(file) -- \(Self.command)",
      before: "cd \(workplace.path);")
    #expect(result.errors.contains(" 0 records lost"), "\(result.errors)")
    return try workplace.lines(of: file).map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  /// Returns the value at `path` in `event`, with dots between names.
  private func value(_ path: String, of event: [String: Any]) -> Any? {
    path.split(separator: ".").reduce(event as Any?) { object, name in
      (object as? [String: Any])?[String(name)]
    }
  }

  @Test func `events of ECS have the fields of its schema`() throws {
    let schema = try ElasticSchema()
    let events = try events("ecs", in: Workplace())
    #expect(events.count > 200)
    for event in events {
      #expect(schema.faults(of: event, custom: "marktap") == [])
    }
    func event(_ call: String, _ path: String, _ expected: String) -> [String: Any]? {
      events.first {
        value("event.action", of: $0) as? String == call
          && value(path, of: $0) as? String == expected
      }
    }
    let opening = try #require(event("openat", "file.path", "/nonexistent"))
    #expect(value("event.outcome", of: opening) as? String == "failure")
    #expect(value("error.message", of: opening) as? String == "ENOENT")
    #expect(value("event.category", of: opening) as? [String] == ["file"])
    #expect(value("process.name", of: opening) as? String == "cat")
    #expect(
      value("process.args", of: opening) as? [String] == ["cat", "/etc/hostname", "/nonexistent"])
    #expect(value("process.user.name", of: opening) as? String == "root")
    #expect(value("rule.name", of: opening) as? String == "a \"key\"")
    let connection = try #require(event("connect", "destination.ip", "127.0.0.1"))
    #expect(value("destination.port", of: connection) as? Int == 53)
    #expect(event("connect", "destination.ip", "0:0:0:0:0:0:0:1") != nil)
    #expect(events.contains { value("event.action", of: $0) as? String == "exit_group" })
  }

  @Test func `events of OCSF have what its classes require`() throws {
    let workplace = try Workplace()
    let events = try events("ocsf", in: workplace)
    for event in events { #expect(CybersecuritySchema.faults(of: event) == []) }
    let types = Set(events.compactMap { $0["type_uid"] as? Int })
    // Create, delete, rename, set attributes, get attributes, open; invoke; launch, terminate; open a connection.
    #expect(
      types.isSuperset(of: [
        100101, 100104, 100105, 100106, 100108, 100114, 100304, 100701, 100702, 400101,
      ]))
    let launch = try #require(events.first { $0["type_uid"] as? Int == 100701 })
    #expect(value("process.file.path", of: launch) as? String == "/usr/bin/dash")
  }

  @Test(
    .enabled(if: PublishedModels.areThere, "py-ocsf-models is missing: run `make event-schemas`"))
  func `events of OCSF are valid by the published models`() throws {
    let workplace = try Workplace()
    _ = try events("ocsf", in: workplace)
    #expect(try PublishedModels.faults(of: "\(workplace.path)/events") == "")
  }
}
