import Foundation
import Glibc
import Testing

/// Metrics that scripts offer in files: `tapsets/json`, `tapsets/macros/prometheus.stpm`.
@Suite(.enabled(if: geteuid() == 0, "files of a session need root"), .serialized)
struct LiveMetricsTests {
  /// Returns what the files called `files` have in a run of `script`.
  private func contents(of files: [String], in script: String) throws -> String {
    let path = "/tmp/marktap-metrics-\(getpid()).stp"
    defer { unlink(path) }
    try script.write(toFile: path, atomically: true, encoding: .utf8)
    // The shell's parent is the tool, whose process names the directory.
    let names = files.map { "/run/marktap/$PPID/\($0)" }.joined(separator: " ")
    let result = try Tool.run("\(path) -c 'cat \(names)'")
    #expect(result.errors == "")
    #expect(result.status == 0)
    return result.output
  }

  @Test func `arrays are shown in the format of Prometheus`() throws {
    let output = try contents(
      of: ["__prometheus"],
      in: #"""
        global hits, sizes
        probe begin { hits["a"] = 3  hits["b\"c"] = 4  sizes["x", 1] = 2 }
        probe prometheus {
          @prometheus_dump_array1(hits, "hits", "key")
          @prometheus_dump_array2(sizes, "sizes", "name", "number")
          @prometheus_dump_array1_map_unquoted(hits, "hits", "key", sprint, strlen)
        }
        """#)
    #expect(
      output == #"""
        hits{key="a"} 3
        hits{key="b\"c"} 4
        sizes{name="x",number="1"} 2
        hits{key=1} 3
        hits{key=3} 4

        """#)
  }

  @Test func `metrics and what they are make two files of JSON`() throws {
    let output = try contents(
      of: ["data.json", "metadata.json"],
      in: #"""
        probe begin {
          json_set_prefix("host")
          json_add_numeric_metric("count", "how many", "things")
          json_add_string_metric("name", "what it is called")
          json_add_array("disks", "all disks")
          json_add_array_numeric_metric("disks", "reads", "reads done", "")
        }
        probe json_data {
          @json_output_data_start
          @json_output_numeric_value("count", 42)
          @json_output_string_value("name", "marktap")
          @json_output_array_numeric_value("disks", "sda", "reads", 5)
          @json_output_array_numeric_value("disks", "sdb", "reads", 6)
          @json_output_data_end
        }
        """#)
    let parts = output.split(separator: "\n}\n").map { Data(($0 + "}").utf8) }
    try #require(parts.count == 2)
    let values = try #require(try JSONSerialization.jsonObject(with: parts[0]) as? [String: Any])
    #expect(values["count"] as? Int == 42)
    #expect(values["name"] as? String == "marktap")
    let disks = try #require(values["disks"] as? [[String: Any]])
    #expect(disks.map { $0["__id"] as? String } == ["sda", "sdb"])
    #expect(disks.map { $0["reads"] as? Int } == [5, 6])
    let description = try #require(
      try JSONSerialization.jsonObject(with: parts[1]) as? [String: Any])
    #expect(description["prefix"] as? String == "host")
    let metrics = try #require(description["metrics"] as? [[String: Any]])
    #expect(metrics.map { $0["name"] as? String } == ["count", "name", "disks"])
    #expect(metrics.map { $0["type"] as? String } == ["integer", "string", "array"])
    #expect(metrics[0]["units"] as? String == "things")
    #expect((metrics[2]["metrics"] as? [[String: Any]])?.first?["pointer"] as? String == "/reads")
  }
}
